import type { Finding } from "../../../src/hazards/finding.ts";
import type { VerifyReportContext } from "../../../src/report/verify/index.ts";
import type { VerifiedFinding, VerifyResult, Witness } from "../../../src/verify/types.ts";
import type { ModuleMember } from "../../../src/verify/inputs/plan.ts";
import type { Entry, RunRecord } from "../../../src/verify/case.ts";
import { clean, context as scanContext, findings, result as scanResult } from "../sample.ts";

const [jobs, page, sockets, users] = findings as unknown as [Finding, Finding, Finding, Finding];

const socketTo: Entry = { role: "main", label: "socketTo", target: { kind: "function", declared: member("socketTo"), path: [] }, parameters: [] };
const table: ModuleMember = { ...member("sockets"), isExported: false };

const run: RunRecord = {
  hazard: sockets.hazard,
  input: {
    receivers: [],
    seeds: [{ place: { in: "module", declared: table, path: [], isConst: true }, how: "entries", value: { kind: "map", entries: [["b", null]] } }],
    setup: [],
    calls: [
      { entry: 0, args: ["a"] },
      { entry: 0, args: ["a"] },
    ],
    reentry: [],
  },
  schedule: "rg1~x.1~1@1:2~4.abc~def",
};

export const witness: Witness = {
  // As `encodeWitness` gives it for this run. How well text is packed differs between versions of Node.
  text: "rgw1~dZAxb8IwEIX_y5sPSiilradKVddO3VCGi3MhFo4d2Q7QovDbKxOEytDV793n--6ExrjauC0UGql1xYvXl-f10-pxWYDQGCtQiEE_RK93kuI8RRCscQK1JmhvrehkvMu1qQJCyz8caijoVvRullpxM9Zpxjr4GGd8YJNACIODOkFcCkYi1OYEy5XYG-vLg9D5erisMQfBDV0lAWoxloQgWsxeQh4tCVGknii9ZS0ZbfJeVwChFm05SJ2Teyp3cidg4sex9yHlbsM2CsF6zfbzvjgSek7t9L2J797FBJXCICOh9Qeomxxhz3a4LLUzLt-m4x70R36DCuQGa8tyHC86aegntGZrJ7Nc_4ZaEDhs8xMY5Uj_BZcjXaNNORKibuUqHrbF-TgvzsVboZbn1Zwrfa6lwfgL~1tsu4ra",
  run,
  entries: [socketTo],
  receivers: [],
  shown: {
    lines: ['task 1 has("a") -> false', 'task 2 has("a") -> false', 'task 1 set("a", {}) inserts', 'task 2 set("a"): {} becomes {}', "both acted"],
    strength: "strong",
    turns: ["0 task 3 call setup", "1 task 1 call socketTo", "2 task 2 call socketTo", "3 task 1 external connect a", "4 task 2.1 timer setTimeout 10"],
    switches: 1,
    events: [
      { turn: 1, task: "1", text: 'has("a") -> false' },
      { turn: 2, task: "2", text: 'has("a") -> false' },
      { turn: 3, task: "1", text: 'set("a", {}) inserts' },
      { turn: 4, task: "2.1", text: 'set("a"): {} becomes {}' },
    ],
  },
};

const tried = { runs: 1000, schedules: 312, reached: 1000, stubs: [], milliseconds: 412.6 };

export const confirmed: VerifiedFinding = { finding: sockets, verdict: "confirmed", witness, ...tried, runs: 12, schedules: 7, reached: 9 };
export const notReproduced: VerifiedFinding = { finding: jobs, verdict: "not reproduced", ...tried, stubs: ["./log", "ws"] };
export const notExecutable: VerifiedFinding = {
  finding: page,
  verdict: "not executable",
  reason: "unconstructable-parameter",
  detail: "params: URLSearchParams",
  ...tried,
  runs: 0,
  schedules: 0,
  reached: 0,
};
export const notReached: VerifiedFinding = { finding: users, verdict: "not reproduced", ...tried, schedules: 1, reached: 0, isUnflagged: true };

export const verified: VerifyResult = {
  results: [notReproduced, notExecutable, confirmed, notReached],
  stats: { findings: 4, confirmed: 1, notReproduced: 2, notExecutable: 1, runs: 2012, milliseconds: 1240.4 },
  scan: scanResult,
  skipped: scanResult.skipped,
};

export const nothingVerified: VerifyResult = {
  results: [],
  stats: { findings: 0, confirmed: 0, notReproduced: 0, notExecutable: 0, runs: 0, milliseconds: 12 },
  scan: clean,
  skipped: [],
};

export const context: VerifyReportContext = { ...scanContext, replayCommand: (text) => `rangeguard verify src --replay ${text}` };

function member(name: string): ModuleMember {
  return { module: "/project/src/sockets.ts", name, isExported: true, localName: name };
}
