import { expect, test } from "vitest";
import type { EndKind } from "../../../src/verify/child/protocol.ts";
import { notExecutableReasons, reasonOfEnd, reasons } from "../../../src/verify/reasons.ts";

test("every reason is a sentence", () => {
  expect(notExecutableReasons.length).toBeGreaterThan(10);
  for (const reason of notExecutableReasons) expect(reasons[reason], reason).toMatch(/^[A-Z][^.]+\.$/);
});

test("every end of a case without an answer is a reason", () => {
  const ends: Record<EndKind, string> = {
    hang: "hang",
    exit: "exit",
    crash: "crash",
    "out-of-memory": "out-of-memory",
    "stack-overflow": "stack-overflow",
    blocked: "blocked-access",
  };
  for (const [kind, reason] of Object.entries(ends)) expect(reasonOfEnd(kind as EndKind)).toBe(reason);
  expect(notExecutableReasons).toEqual(expect.arrayContaining(Object.values(ends)));
});

test("a native module is told from other refused accesses", () => {
  expect(reasonOfEnd("blocked", [{ kind: "native", wanted: "process.dlopen()" }])).toBe("native-module");
  expect(reasonOfEnd("blocked", [{ kind: "network", wanted: "fetch https://example.org/" }])).toBe("blocked-access");
});
