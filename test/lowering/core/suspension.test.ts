import { describe, expect, test } from "vitest";
import { edgesOf, graphOf } from "./graph.ts";

const suspensions = (body: string, head?: string): string[] =>
  graphOf(body, head).fn.events.flatMap((event) => (event.op === "suspend" ? [event.how] : []));

describe("async functions", () => {
  test("go on after an await", () => {
    expect(edgesOf("a(); await b(); c();")).toEqual({ start: "a", a: "b", b: "c", c: "return" });
  });

  test("an await that rejects leads to the handler", () => {
    expect(edgesOf("try { await xs; a(); } catch { b(); }")).toEqual({ start: "a b", a: "b return", b: "return" });
  });

  test("each way of suspending is told", () => {
    expect(suspensions("await xs; for await (const x of xs) {}")).toEqual(["await", "for-await"]);
    expect(suspensions("yield xs; yield* xs;", "function*")).toEqual(["yield", "yield"]);
  });
});

describe("generators", () => {
  test("go on after a yield", () => {
    expect(edgesOf("a(); yield b(); c();", "function*")).toEqual({ start: "a", a: "b", b: "c", c: "return" });
  });

  test("what the consumer throws in is caught", () => {
    expect(edgesOf("try { yield 1; } catch { a(); } finally { b(); }", "function*")).toEqual({
      start: "a b",
      a: "b",
      b: "return throw",
    });
  });
});

describe("an async callback", () => {
  test("lets its caller go on at its first await, and does the rest later", () => {
    const graph = graphOf("xs.forEach(async (x) => { a(); await x; b(); }); c();");
    expect(graph.edges()).toEqual({ start: "a c", a: "a c", c: "return" });
    expect(graph.later()).toEqual(["a b c"]);
  });

  test("each further await is later than the one before", () => {
    const graph = graphOf("xs.forEach(async (x) => { await 1; a(); await 2; b(); });");
    expect(graph.edges()).toEqual({ start: "return" });
    expect(graph.later()).toEqual(["a return", "b return"]);
  });

  test("detaches at a for await as well", () => {
    const graph = graphOf("xs.forEach(async (x) => { a(); for await (const y of x) b(); }); c();");
    expect(graph.edges()).toEqual({ start: "a c", a: "a c", c: "return" });
  });

  test("without an await runs to its end", () => {
    expect(edgesOf("xs.forEach(async (x) => { a(); }); c();")).toEqual({ start: "a c", a: "a c", c: "return" });
  });

  test("what its caller catches is not what it rejects with", () => {
    const graph = graphOf("try { xs.forEach(async () => { throw a(); }); } catch { b(); } c();");
    expect(graph.edges()).toEqual({ start: "a b c", a: "a b c", b: "c", c: "return" });
  });

  test("may reject at a call, and its caller goes on", () => {
    const { fn } = graphOf("xs.forEach(async (x) => { x.f(); for (;;); });");
    const { exceptional } = fn.blocks[fn.blockOf[fn.events.findIndex((event) => event.op === "call" && event.method === "f")]!]!;
    expect(exceptional).toBeDefined();
  });

  test("returns a promise, which is truthy", () => {
    expect(edgesOf("xs.some(async () => { a(); return false; }); b();").a).toBe("b");
    expect(edgesOf("xs.every(async () => { a(); await 1; }); b();").a).toBe("a b");
  });

  test("a sync callback around the await of the function itself does not detach", () => {
    expect(edgesOf("xs.forEach(() => { a(); }); await xs; b();")).toEqual({ start: "a b", a: "a b", b: "return" });
  });

  test("called where it stands, detaches too", () => {
    const graph = graphOf("(async () => { a(); await 1; b(); })(); c();");
    expect(graph.edges()).toEqual({ start: "a", a: "c", c: "return" });
  });

  test("a finalizer around its await runs later", () => {
    const graph = graphOf("xs.forEach(async () => { try { await 1; a(); } finally { b(); } }); c();");
    expect(graph.edges()).toEqual({ start: "c", c: "return" });
    expect(graph.later()).toEqual(["a b"]);
  });
});
