import { describe, expect, test } from "vitest";
import { graphOf, printed } from "./graph.ts";

/** What can come after the call of `name`. */
function after(graph: ReturnType<typeof graphOf>, name: string): string[] {
  const mark = graph.fn.events.findIndex((_, ref) => graph.label(ref) === name);
  const { marks, exits } = graph.after(mark);
  return [...[...marks].map((ref) => graph.label(ref)), ...exits].sort();
}

describe("what a promise will call", () => {
  test.each(["p.then(() => { a(); });", "p.catch(() => { a(); });", "p.finally(() => { a(); });", "function f() { a(); } p.then(f);"])(
    "runs later, as a task of its own: %s",
    (code) => {
      const graph = graphOf(`${code} b();`);
      expect(graph.edges()["start"]).toBe("b");
      expect(graph.later()).toEqual(["a"]);
    },
  );

  test("begins with a wait for the promise", () => {
    expect(printed("load().then((x) => { a(x); });")).toMatch(/suspend await/);
    expect(printed("load().other((x) => { a(x); });")).not.toMatch(/suspend/);
  });

  test("ends there: nobody goes on after it, and a return leaves nothing else", () => {
    const graph = graphOf("for (const x of xs) { p.then(() => { a(); return; }); b(); } c();");
    expect(graph.edges()).toEqual({ start: "b c", b: "b c", c: "return" });
    expect(after(graph, "a")).toEqual(["return"]);
  });

  test("is one task for each callback", () => {
    expect(graphOf("p.then(() => { a(); }, () => { b(); }); c();").later().sort()).toEqual(["a", "b"]);
  });

  test("is not caught by what is around it", () => {
    expect(after(graphOf("try { p.then(() => { a(); }); } catch { b(); } c();"), "a")).not.toContain("b");
    expect(after(graphOf("try { p.then(() => { try { a(); } catch { b(); } }); } catch { c(); }"), "a")).toContain("b");
  });

  test("is left out where the function is not known", () => {
    const graph = graphOf("p.then(it); b();");
    expect(graph.later()).toEqual([]);
  });
});

describe("a callback that is not known here is called in each round", () => {
  test.each(["xs.forEach(it);", "xs.map(it);", "xs.forEach(this.handle);"])("%s", (code) => {
    expect(printed(code)).toMatch(/iterate-open/);
    expect(printed(code)).toMatch(/iterate-step/);
  });

  test.each(["xs.filter(Boolean);", "xs.map(Number);", "xs.forEach(o.handle);"])("but not for %s", (code) => {
    expect(printed(code)).not.toMatch(/iterate-open/);
  });
});
