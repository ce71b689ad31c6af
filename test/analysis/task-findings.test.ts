import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/hazards/finding.ts";
import { findingsInProgram } from "./program-subject.ts";

const LOG = `class Log {
  rows: string[] = [];
  add(row: string) { this.rows.push(row); }
  async flush() {
    await send(this.rows);
    this.rows = [];
  }
}
let total = 0;
export async function count(id: string) {
  total += await sizeOf(id);
}
const sockets = new Map<string, Socket>();
export async function ensure(host: string) {
  const known = sockets.get(host);
  if (known) return known;
  const socket = await connect(host);
  sockets.set(host, socket);
  return socket;
}
const jobs: Job[] = [];
export function drop(job: Job) { jobs.splice(jobs.indexOf(job), 1); }
export async function runAll() {
  for (const job of jobs) {
    await job.run();
  }
}
export function loadAll(ids: string[]) {
  const found = new Map<string, string>();
  ids.forEach(async (id) => {
    found.set(id, await load(id));
  });
  return found;
}
`;

const across = (text = LOG, file = "main"): Finding[] => findingsInProgram({ [file]: text }, file).filter(({ hazard }) => !hazard.endsWith("-during-iteration"));
const [clear, lost, check, iterate, escape] = across() as [Finding, Finding, Finding, Finding, Finding];

describe("a finding across an await", () => {
  test.each<[Finding, string, number, string]>([
    [clear, "clear-after-await", 6, "this.rows"],
    [lost, "lost-update-across-await", 11, "total"],
    [check, "check-then-act-across-await", 18, "sockets"],
    [iterate, "iteration-across-await", 24, "jobs"],
    [escape, "escaping-mutation", 31, "found"],
  ])("says where it is, by which rule, and of what ($1)", (finding, hazard, line, name) => {
    expect(finding).toMatchObject({ hazard, rule: `no-${hazard}`, file: "main.ts", range: { start: { line } }, collection: { name } });
  });

  test.each<[string, Finding, string[]]>([
    ["a clear", clear, ["read 5", "suspend 5", "second-writer 3", "act 6"]],
    ["a lost update", lost, ["read 11", "suspend 11", "write 11"]],
    ["an outdated check", check, ["check 15", "suspend 17", "act 18"]],
    ["an open iteration", iterate, ["iterate 24", "suspend 25", "second-writer 22"]],
    ["a late change", escape, ["suspend 31", "mutate 31"]],
  ])("shows the steps of %s in the order of time", (_, { trace }, expected) => {
    expect(trace.map(({ role, range }) => `${role} ${range.start.line}`)).toEqual(expected);
  });

  test("names the second writer in the message and for programs", () => {
    expect(clear.secondWriter).toMatchObject({ name: "Log.add", file: "main.ts", range: { start: { line: 3 } } });
    expect(clear.message).toContain('"Log.add" at main.ts:3 can run during this await');
    expect(iterate.secondWriter).toMatchObject({ name: "drop", range: { start: { line: 22 } } });
    expect(iterate.message).toContain('"drop" at main.ts:22 can run during this await');
  });

  test("names the function itself where a second call of it is the other side", () => {
    for (const [finding, name] of [[lost, "count"], [check, "ensure"]] as const) {
      expect(finding.secondWriter).toBeUndefined();
      expect(finding.message).toContain(`a second call of \`${name}\` can run during this await`);
    }
  });

  test("names both sides: what is written, what came first and where, and the wait", () => {
    expect(check.message).toContain("`sockets.set(host, socket)`");
    expect(check.message).toContain("`sockets.get(host)` (line 15)");
    expect(check.message).toContain("`await connect(host)`");
  });

  test("says what to do", () => {
    expect(check.message).toMatch(/store the promise/i);
    expect(lost.message).toMatch(/read `total` again/i);
    expect(clear.message).toMatch(/swap/);
    expect(iterate.message).toMatch(/copy/);
    expect(escape.message).toMatch(/Promise\.all/);
  });

  test("offers a copy for an open iteration", () => {
    expect(iterate.suggestions).toMatchObject([{ kind: "snapshot", edits: [{ text: "[...jobs]" }] }]);
    const { start, end } = iterate.suggestions[0]!.edits[0]!;
    expect(LOG.slice(start, end)).toBe("jobs");
  });

  test("is one for each place and hazard, at its higher level", () => {
    const twice = across("const m = new Map<string, string>(); export async function ensure(k: string) { if (!m.has(k)) { if (!m.get(k)) { await tick(); m.set(k, ''); } } }");
    expect(twice).toHaveLength(1);
  });

  test("knows kind and declaration of the collection", () => {
    expect(check.collection).toMatchObject({ kind: "Map", declaredAt: { range: { start: { line: 13 } } } });
    expect(lost.collection).toMatchObject({ kind: "unknown" });
    expect([check.confidence, lost.confidence]).toEqual(["high", "medium"]);
  });
});

describe("fingerprints", () => {
  const ids = (text: string, file?: string): string[] => across(text, file).map(({ id }) => id).sort();

  test("are 16 digits, all different", () => {
    expect(new Set(ids(LOG)).size).toBe(5);
    for (const id of ids(LOG)) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each([
    ["lines are inserted above", `// A comment.\n\n${LOG}`],
    ["a function with a finding of its own is added", `let n = 0; export async function other() { n += await load(); }\n${LOG}`],
    ["the code is indented", LOG.replaceAll(/^ +/gm, "\t\t")],
    ["line ends become CRLF", LOG.replaceAll("\n", "\r\n")],
    ["the wait changes", LOG.replace("connect(host)", "dial(host)")],
    ["the other writer changes", LOG.replace("add(row: string) { this", "add(row: string) { check(row); this")],
  ])("stay the same when %s", (_, text) => {
    expect(ids(text)).toEqual(expect.arrayContaining(ids(LOG)));
  });

  test.each([
    ["the act", LOG.replace("sockets.set(host, socket)", "sockets.set(host, socket!)")],
    ["the function's name", LOG.replace("function ensure", "function socketTo")],
    ["the name of the collection", LOG.replaceAll("sockets", "open")],
  ])("change with %s", (_, text) => {
    expect(ids(text)).toHaveLength(5);
    expect(ids(text)).not.toContain(check.id);
  });

  test("change with the file, and tell equal findings of one function apart", () => {
    expect(ids(LOG, "other")).not.toEqual(ids(LOG));
    const repeated = ids("let n = 0; export async function f() { n += await load(); n += await load(); }");
    expect(new Set(repeated).size).toBe(2);
  });
});
