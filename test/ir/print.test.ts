import { expect, test } from "vitest";
import { FunctionBuilder } from "../../src/ir/builder.ts";
import { printFunction } from "../../src/ir/print.ts";
import type { Binding, Event } from "../../src/ir/types.ts";
import { printed } from "../lowering/core/graph.ts";

const site = { start: 0, end: 1, origin: undefined };
const binding: Binding = { id: 0, name: "m", kind: "variable", owner: 0, file: {} };

test("a function is printed as its blocks, with all ways on", () => {
  expect(printed("for (const [k, v] of xs) { try { if (v) xs.set(k, ...it); } catch { break; } }")).toMatchInlineSnapshot(`
    "function #1 subject
      b0:
        %0 = parameter 0
        %1 = store xs = %0
        %2 = parameter 1
        %3 = store it = %2
        %4 = load xs
        %5 = iterate-open %4 iterator default
        jump b1
      b1:
        next %5 ? b2 : b3
      b2:
        %6 = iterate-step %5
        %7 = field %6.0
        %8 = store k = %7
        %9 = field %6.1
        %10 = store v = %9
        jump b8
      b3:
        return
      b6:
        jump b1
      b7:
        %16 = iterate-close %5
        jump b3
      b8:
        %11 = load v
        branch %11 ? b11 : b12
      b10:
        jump b17
      b11:
        %12 = load xs
        %13 = load k
        %14 = load it
        %15 = call %12.set(%13, %14) spread from 1
        jump b14 | throws b7
      b12:
        jump b10
      b14:
        jump b10
      b17:
        jump b6"
  `);
});

test("every event has a line of its own", () => {
  const events: Event[] = [
    { op: "parameter", index: 1, rest: true },
    { op: "constant", value: undefined },
    { op: "constant", value: "text" },
    { op: "this" },
    { op: "load", binding },
    { op: "store", binding, value: 0 },
    { op: "field", object: 0, key: "#x" },
    { op: "field", object: 0, key: 1 },
    { op: "put", object: 0, key: "x", value: 1 },
    { op: "remove", object: 0, key: 1 },
    { op: "call", callee: 0, args: [1, 2], spreadFrom: 1, construct: true },
    { op: "call", receiver: 0, method: "set", args: [], spreadFrom: -1, construct: false },
    { op: "closure", function: 3 },
    { op: "allocate", kind: "Map", parts: [0] },
    { op: "compute", operator: "+", operands: [0, 1] },
    { op: "choose", operands: [0, 1] },
    { op: "iterate-open", source: 0, form: "iterator", view: "default" },
    { op: "iterate-step", iterator: 0 },
    { op: "iterate-key", iterator: 0 },
    { op: "iterate-close", iterator: 0 },
    { op: "suspend", how: "await", value: 0 },
    { op: "suspend", how: "yield" },
    { op: "unknown", operands: [] },
  ];
  const builder = new FunctionBuilder(0, "f", site);
  for (const event of events) builder.emit(event, site);
  builder.terminate({ type: "throw", value: 0 });
  expect(printFunction(builder.finish())).toMatchInlineSnapshot(`
    "function #0 f [0, 1)
      b0:
        %0 = parameter ...1  [0, 1)
        %1 = constant undefined  [0, 1)
        %2 = constant "text"  [0, 1)
        %3 = this  [0, 1)
        %4 = load m  [0, 1)
        %5 = store m = %0  [0, 1)
        %6 = field %0.#x  [0, 1)
        %7 = field %0[%1]  [0, 1)
        %8 = put %0.x = %1  [0, 1)
        %9 = remove %0[%1]  [0, 1)
        %10 = construct %0(%1, %2) spread from 1  [0, 1)
        %11 = call %0.set()  [0, 1)
        %12 = closure #3  [0, 1)
        %13 = allocate Map(%0)  [0, 1)
        %14 = compute +(%0, %1)  [0, 1)
        %15 = choose %0, %1  [0, 1)
        %16 = iterate-open %0 iterator default  [0, 1)
        %17 = iterate-step %0  [0, 1)
        %18 = iterate-key %0  [0, 1)
        %19 = iterate-close %0  [0, 1)
        %20 = suspend await %0  [0, 1)
        %21 = suspend yield  [0, 1)
        %22 = unknown   [0, 1)
        throw %0"
  `);
});

test("blocks that control cannot reach are left out", () => {
  expect(printed("return; xs.clear();")).not.toContain("clear");
});

test("what runs later is kept", () => {
  expect(printed("xs.forEach(async (x) => { await x; xs.clear(); });")).toMatch(/detach now b\d+ later b\d+[^]*\.clear/);
});
