import { describe, expect, test } from "vitest";
import { edgesOf, graphOf } from "./graph.ts";

describe("catch", () => {
  test("any call in the try block may lead to it", () => {
    expect(edgesOf("try { a(); b(); } catch { c(); } d();")).toEqual({ start: "a", a: "b c", b: "c d", c: "d", d: "return" });
  });

  test("a throw in the try block goes to the handler, and nowhere else", () => {
    expect(edgesOf("try { throw a(); } catch { b(); } c();")).toEqual({ start: "a", a: "b", b: "c", c: "return" });
  });

  test("a throw in the handler leaves", () => {
    expect(edgesOf("try { a(); } catch { throw b(); } c();")).toEqual({ start: "a", a: "b c", b: "throw", c: "return" });
  });

  test("the innermost handler catches", () => {
    expect(edgesOf("try { try { a(); } catch { b(); } c(); } catch { d(); }")).toEqual({
      start: "a",
      a: "b c",
      b: "c d",
      c: "d return",
      d: "return",
    });
  });

  test.each([
    ["new", "new Foo();", "allocate"],
    ["new of a class of the file", "new xs.Foo();", "call"],
    ["a tagged template", "xs.tag`text`;", "call"],
    ["await", "await xs;", "suspend"],
    ["yield", "yield xs;", "suspend", "function*"],
    ["a method call", "xs.f();", "call"],
    ["super call", "super.f();", "call"],
    ["for await", "for await (const x of xs) {}", "suspend"],
    ["a callback method as a whole", "xs.map((x) => x);", "call"],
  ])("%s may lead to it", (_, code, op, head = "async function") => {
    const { fn } = graphOf(`try { ${code} } catch { b(); }`, head);
    const throwing = fn.blocks.flatMap(({ events, exceptional }) => (exceptional === undefined ? [] : [fn.events[events.at(-1)!]?.op]));
    expect(throwing).toEqual([op]);
  });

  test.each([
    ["a member of undefined", "xs.y.z = 1;"],
    ["an iterator", "for (const x of xs) {}"],
    ["destructuring", "const { y } = xs;"],
    ["an operator", "xs in it;"],
    ["a name before its declaration", "missing;"],
  ])("%s may lead to it, where nothing else does", (_, code) => {
    expect(edgesOf(`try { ${code} } catch { b(); }`).start).toBe("b return");
  });

  test("an empty try block never does", () => {
    expect(edgesOf("try {} catch { b(); }")).toEqual({ start: "return" });
  });
});

describe("finally", () => {
  test("runs on every way out, and each way goes on where it was going", () => {
    const code = "while (a()) { try { if (b()) break; if (c()) continue; if (d()) return; e(); } finally { f(); } g(); } h();";
    expect(edgesOf(code)).toEqual({
      start: "a",
      a: "b h",
      b: "c f",
      c: "d f",
      d: "e f",
      e: "f",
      f: "a g h return throw",
      g: "a",
      h: "return",
    });
  });

  test("has one copy for each way out, so that no way leads into another's", () => {
    const graph = graphOf("while (a()) { try { if (b()) break; c(); } finally { d(); } e(); } f();");
    const copies = graph.fn.events.flatMap((event, ref) => (event.op === "call" && graph.label(ref) === "d" ? [ref] : []));
    const ways = copies.map((ref) => {
      const { marks, exits } = graph.after(ref);
      return [...[...marks].map((mark) => graph.label(mark)), ...exits].sort().join(" ");
    });
    expect(ways.sort()).toEqual(["e", "f", "throw"]);
  });

  test("ways out with the same goal share a copy", () => {
    const { fn } = graphOf("try { if (a()) return 1; if (b()) return 2; return 3; } finally { d(); }");
    expect(fn.events.filter((event) => event.op === "load" && event.binding.name === "d")).toHaveLength(3);
  });

  test.each([
    ["returns", "return;", "return"],
    ["throws", "throw 1;", "throw"],
  ])("that %s ends every way", (_, jump, exit) => {
    expect(edgesOf(`while (a()) { try { b(); } finally { c(); ${jump} } d(); } e();`)).toEqual({
      start: "a",
      a: "b e",
      b: "c",
      c: exit,
      e: "return",
    });
  });

  test("that breaks cancels a return", () => {
    expect(edgesOf("while (a()) { try { return b(); } finally { c(); break; } } d();")).toEqual({
      start: "a",
      a: "b d",
      b: "c",
      c: "d",
      d: "return",
    });
  });

  test("that continues cancels a throw", () => {
    expect(edgesOf("while (a()) { try { throw b(); } finally { continue; } } d();")).toEqual({
      start: "a",
      a: "b d",
      b: "a",
      d: "return",
    });
  });

  test("nested ones run from the inside out", () => {
    expect(edgesOf("try { try { return a(); } finally { b(); } c(); } finally { d(); } e();")).toEqual({
      start: "a",
      a: "b",
      b: "d",
      d: "return throw",
    });
  });

  test("a finally inside a finally", () => {
    expect(edgesOf("try { a(); } finally { try { b(); } finally { c(); } d(); } e();")).toEqual({
      start: "a",
      a: "b",
      b: "c",
      c: "d throw",
      d: "e throw",
      e: "return",
    });
  });

  test("runs after the handler, whether that ends or throws", () => {
    expect(edgesOf("try { a(); } catch { b(); } finally { c(); } d();")).toEqual({
      start: "a",
      a: "b c",
      b: "c",
      c: "d throw",
      d: "return",
    });
  });

  test("an error that it passes on is caught further out", () => {
    expect(edgesOf("try { try { a(); } finally { b(); } c(); } catch { d(); }")).toEqual({
      start: "a",
      a: "b",
      b: "c d",
      c: "d return",
      d: "return",
    });
  });

  test("a loop inside it is a loop of its own", () => {
    expect(edgesOf("for (const x of xs) { try { if (a()) break; } finally { while (b()) c(); } }")).toEqual({
      start: "a return",
      a: "b",
      b: "a c return throw",
      c: "b",
    });
  });

  test("nesting beyond the limit of copies ends", () => {
    const nest = (depth: number): string => (depth === 0 ? "z();" : `try { return a${depth}(); } finally { ${nest(depth - 1)} }`);
    expect(edgesOf(nest(12)).start).toBe("a12");
  });

  test("its own names are not the names outside, on whichever way it runs", () => {
    const { fn } = graphOf("const m = 1; try { a(); return; } finally { const m = 2; b(m); }");
    const stored = fn.events.flatMap((event) => (event.op === "store" && event.binding.name === "m" ? [event.binding] : []));
    expect(new Set(stored).size).toBe(stored.length);
    expect(stored.every((binding) => binding.kind === "constant")).toBe(true);
  });

  test("`this` in it is that of the function it stands in, also when a callback throws through it", () => {
    const { fn } = graphOf("try { xs.forEach(function () { throw a(); }); } finally { this.b(); }");
    const receivers = fn.events.flatMap((event) => (event.op === "call" && event.method === "b" ? [fn.events[event.receiver!]!.op] : []));
    expect(receivers.length).toBeGreaterThan(1);
    expect(new Set(receivers)).toEqual(new Set(["this"]));
  });
});

describe("iterations that are left", () => {
  const closes = (code: string): number => graphOf(code).fn.events.filter(({ op }) => op === "iterate-close").length;

  test.each([
    ["break", "for (const x of xs) { break; }", 1],
    ["return", "for (const x of xs) { return; }", 1],
    ["throw", "for (const x of xs) { throw 1; }", 1],
    ["the end of the entries", "for (const x of xs) {}", 0],
    ["continue", "for (const x of xs) { continue; }", 0],
    ["continue of an outer loop", "o: for (const x of xs) { for (const y of x) { continue o; } }", 1],
    ["break out of two", "o: for (const x of xs) { for (const y of x) { break o; } }", 2],
    ["an inner break", "for (const x of xs) { while (a()) { break; } }", 0],
  ])("%s", (_, code, count) => {
    expect(closes(code)).toBe(count);
  });
});
