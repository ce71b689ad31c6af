import type { Finding } from "../../../src/hazards/finding.ts";
import type { Entry, RunInput, RunRecord, VerifyCase } from "../../../src/verify/case.ts";
import { defaultInputs } from "../../../src/verify/inputs/keys.ts";
import type { ModuleMember } from "../../../src/verify/inputs/plan.ts";

export const root = "/project";
export const file = "/project/src/cache.ts";

export function member(name: string, module = file): ModuleMember {
  return { module, name, isExported: true, localName: name };
}

export const warm: Entry = { role: "main", label: "warm", target: { kind: "function", declared: member("warm"), path: [] }, parameters: [] };
export const get: Entry = { role: "main", label: "Cache.get", target: { kind: "method", receiver: 0, path: ["get"] }, parameters: [] };
export const sizeRead: Entry = { ...get, role: "helper", label: "Cache.size", target: { kind: "method", receiver: 0, path: ["size"] }, accessor: "get" };
export const sizeWritten: Entry = { ...sizeRead, accessor: "set" };
export const openUser: Entry = {
  role: "writer",
  label: "open",
  target: { kind: "function", declared: member("open", "/project/src/users/open.ts"), path: [] },
  parameters: [],
};
export const openFile: Entry = { ...openUser, target: { kind: "function", declared: member("open", "/project/lib/open.ts"), path: [] } };

export const cacheCase: VerifyCase = {
  id: "00c0ffee00c0ffee",
  hazards: ["check-then-act-across-await"],
  acceptsWeak: false,
  sites: [],
  primary: 0,
  receivers: [
    { kind: "instance", label: "Cache", plan: { kind: "unknown" } },
    { kind: "made", label: "createStore()", by: { kind: "function", declared: member("createStore"), path: [] }, parameters: [] },
  ],
  entries: [warm, get, sizeRead, sizeWritten, openUser, openFile],
  seeds: [],
  inputs: defaultInputs,
};

export const input: RunInput = {
  receivers: [{ kind: "instance", class: member("Cache"), args: [{ kind: "map", entries: [["k", 1]] }] }, [3, "a"]],
  seeds: [
    {
      place: { in: "module", declared: member("table", "/project/lib/table.ts"), path: ["rows"], isConst: true },
      how: "entries",
      value: [{ kind: "object", properties: [["module", "/project/lib/table.ts"]] }],
    },
  ],
  setup: [{ entry: 5, args: [] }],
  calls: [
    { entry: 1, args: ["k"] },
    { entry: 2, args: [] },
    { entry: 4, args: [{ kind: "enum", declared: member("Mode", "node:fs"), isConst: false, member: "A", value: 0 }] },
  ],
  reentry: [{ at: 1, call: { entry: { returnedBy: 0 }, args: [null] } }],
};

export const run: RunRecord = { hazard: "check-then-act-across-await", input, schedule: "rg1~x.1~1@3:2~6.abc~def" };

export const finding: Finding = {
  id: "00c0ffee00c0ffee",
  hazard: "check-then-act-across-await",
  rule: "no-check-then-act-across-await",
  level: "recommended",
  confidence: "high",
  message: "`this.entries.set(key, value)` relies on a check made before an await.",
  collection: { name: "this.entries", kind: "Map" },
  trace: [],
  suggestions: [],
  file: "src/cache.ts",
  range: { start: { line: 7, column: 5 }, end: { line: 7, column: 33 } },
};
