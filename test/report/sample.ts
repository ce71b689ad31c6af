import type { Finding, Location } from "../../src/hazards/finding.ts";
import type { ReportContext } from "../../src/report/index.ts";
import type { ScanResult } from "../../src/scanner/types.ts";

/** Sources of an imagined project, by the paths that findings name. */
const sources: Readonly<Record<string, string>> = {
  "src/jobs.ts": `import { log } from "./log";

interface Job {
  run(): boolean;
}

export function runAll(jobs: Job[]) {
  for (const job of jobs) {
    log(job);
    if (!job.run()) jobs.push(job);
  }
}
`,
  "src/page [id].ts": `export function dropTracking(params: URLSearchParams) {
\tfor (const [name] of params) {
\t\tif (name.startsWith("utm_")) {
\t\t\tparams.delete(
\t\t\t\tname,
\t\t\t);
\t\t}
\t}
}
`,
  "src/sockets.ts": `const sockets = new Map<string, WebSocket>();

export async function socketTo(host: string) {
  if (sockets.has(host)) return sockets.get(host);
  const socket = await connect(host);
  sockets.set(host, socket);
  return socket;
}

export function adopt(host: string, socket: WebSocket) {
  sockets.set(host, socket); // handed over
}
`,
  "src/users.ts": `export function dropReplaced(users: Map<string, User>) {
  for (const user of users.values()) {
    users.delete(user.replaces);
  }
}
`,
};

/** Where `text` stands in a file of the sample, as a location. */
function locate(file: string, text: string): Location {
  const source = sources[file]!;
  const start = source.indexOf(text);
  if (start === -1) throw new Error(`${file} has no ${text}`);
  return { file, range: { start: positionAt(source, start), end: positionAt(source, start + text.length) } };
}

export const findings: readonly Finding[] = [
  {
    id: "8f3a1c5e9b7d2046",
    hazard: "insert-during-iteration",
    rule: "no-insert-during-iteration",
    level: "recommended",
    confidence: "high",
    message:
      "`jobs.push(job)` adds an element that this loop will visit again: iterate over a copy, `[...jobs]`, or collect and apply after the loop.",
    collection: { name: "jobs", kind: "Array", declaredAt: locate("src/jobs.ts", "jobs: Job[]") },
    trace: [
      { role: "iterate", text: "the loop over `jobs` starts here", ...locate("src/jobs.ts", "for (const job of jobs)") },
      { role: "mutate", text: "`push` adds an element at the end", ...locate("src/jobs.ts", "jobs.push(job)") },
      { role: "next-step", text: "the loop goes on and reaches it", ...locate("src/jobs.ts", "for (const job of jobs)") },
    ],
    suggestions: [],
    ...locate("src/jobs.ts", "jobs.push(job)"),
  },
  {
    id: "00c0ffee00c0ffee",
    hazard: "shift-during-iteration",
    rule: "no-shift-during-iteration",
    level: "recommended",
    confidence: "medium",
    message: "`params.delete(name)` moves the next name to the place just visited: iterate over a copy, `[...params]`.",
    collection: { name: "params", kind: "URLSearchParams" },
    trace: [
      { role: "iterate", text: "the loop over `params` starts here", ...locate("src/page [id].ts", "for (const [name] of params)") },
    ],
    suggestions: [],
    ...locate("src/page [id].ts", "params.delete(\n\t\t\t\tname,\n\t\t\t)"),
  },
  {
    id: "fedcba0987654321",
    hazard: "check-then-act-across-await",
    rule: "no-check-then-act-across-await",
    level: "recommended",
    confidence: "high",
    message:
      "`sockets.set(host, socket)` relies on a check made before an await: `adopt` at src/sockets.ts:11 can run during it. Store the promise before awaiting.",
    collection: { name: "sockets", kind: "Map", declaredAt: locate("src/sockets.ts", "sockets") },
    secondWriter: { name: "adopt", ...locate("src/sockets.ts", "sockets.set(host, socket); // handed over") },
    trace: [
      { role: "check", text: "`sockets` is asked here", ...locate("src/sockets.ts", "sockets.has(host)") },
      { role: "suspend", text: "the task is suspended here", ...locate("src/sockets.ts", "await connect(host)") },
      { role: "act", text: "`set` acts on the old answer", ...locate("src/sockets.ts", "sockets.set(host, socket)") },
    ],
    suggestions: [],
    ...locate("src/sockets.ts", "sockets.set(host, socket)"),
  },
  {
    id: "1234567890abcdef",
    hazard: "remove-ahead-during-iteration",
    rule: "no-remove-ahead-during-iteration",
    level: "strict",
    confidence: "low",
    message: "`users.delete(user.replaces)` may remove an entry before its visit.",
    collection: { name: "users", kind: "Map" },
    trace: [],
    suggestions: [],
    ...locate("src/users.ts", "users.delete(user.replaces)"),
  },
];

export const result: ScanResult = {
  findings,
  suppressed: 2,
  unusedSuppressions: [
    { ...locate("src/users.ts", "export"), message: "This comment silences nothing." },
  ],
  skipped: [{ file: "src/broken.ts", reason: "syntax error at 3:7: '}' expected" }],
  stats: { files: 1204, lines: 98_765, milliseconds: 4_321.4 },
  root: "/project",
};

export const clean: ScanResult = {
  findings: [],
  suppressed: 0,
  unusedSuppressions: [],
  skipped: [],
  stats: { files: 1, lines: 1, milliseconds: 12.3 },
  root: "/project",
};

export const context: ReportContext = {
  version: "1.2.3",
  readSource: (file) => sources[file],
  colour: false,
  cwd: "/project",
};

function positionAt(source: string, offset: number) {
  const lines = source.slice(0, offset).split("\n");
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}
