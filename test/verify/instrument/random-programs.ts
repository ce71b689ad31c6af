import fc from "fast-check";

/**
 * Texts of programs: loops of all forms with labels, closures, `try`, generators and async functions, over collections that they also change. Each ends,
 * since every step of a loop takes from `fuel`. They `log` what happens; what they throw is part of the outcome.
 */
export function programs(isAsync: boolean): fc.Arbitrary<string> {
  const body = statements(isAsync).map((lines) => lines.join("\n"));
  return fc.tuple(body, body, body, fc.boolean()).map(([first, second, generator, isStrict]) => programOf(isAsync, first, second, generator, isStrict));
}

function programOf(isAsync: boolean, first: string, second: string, generator: string, isStrict: boolean): string {
  const keyword = isAsync ? "async " : "";
  const wait = isAsync ? "await " : "";
  return `${isStrict ? '"use strict"\n' : ""}let fuel = 150
const burn = () => { if (--fuel < 0) throw new RangeError("no fuel") }
const tick = (v) => Promise.resolve(v)
let xs = [3, 1, 2]
const m = new Map([[1, "a"], [2, "b"]]), s = new Set([1, 2]), o = { a: 1, b: { list: [1, 2] }, nothing: null }
class Box { #m = new Map([[1, 2]]); n = 0; get list() { log("list"); return xs }
  ${keyword}work(v) { for (const [k] of this.#m) { burn(); log("box", k); this.n += k; if (this.#m.size < 4) this.#m.set(k + 1, v) } return this.n } }
const box = new Box()
${keyword}function f(v, depth = 0) { burn(); if (depth > 2) return v; ${first}
  return v }
${keyword}function* g(v, depth = 3) { burn(); ${generator.replaceAll("/*yield*/", "yield v;")} }
${keyword}function main() { const v = 1, depth = 0; try { ${second}
  log("end", ${wait}f(2), xs, m, s, o) } finally { log("finally", fuel) } ${isAsync ? "await Promise.all([f(3), f(4), (async () => { for (let n = 0; n < 20; n++) { await 0; log('t', n) } })()])" : ""} }
`;
}

function statements(isAsync: boolean): fc.Arbitrary<string[]> {
  const wait = isAsync ? "await " : "";
  const { statement } = fc.letrec<{ statement: string; block: string; expression: string; iterable: string; condition: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 3, depthIdentifier: "e" },
      fc.constantFrom("v", "5", "xs.length", "m.size", "this?.x", "o.a", "box.n", "`t${v}`", "[...xs][0]", "typeof q", "xs[0]", "m.get(v)", "o?.b?.list.length", "o.nothing?.list.map(burn).x"),
      tie("expression").map((e) => `(${e}, v)`),
      fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `(${a} ?? ${b})`),
      fc.tuple(tie("iterable"), tie("expression")).map(([i, e]) => `[...${i}].map((y) => (burn(), ${e.includes("await") ? "y" : e})).length`),
      fc.tuple(tie("condition"), tie("expression")).map(([c, e]) => `(${c} ? ${e} : log("no"))`),
      tie("expression").map((e) => (isAsync ? `await tick(${e})` : `((y) => y)(${e})`)),
      fc.constantFrom(`${wait}f(v, depth + 1)`, `(xs[1] ??= v)`, `(box.n += 1)`, `o.b.list.reduce((a, b) => a + b, 0)`, `xs?.filter?.((y) => y > 1).length`, `${wait}box.work(v)`),
    ),
    condition: fc.oneof({ maxDepth: 2, depthIdentifier: "c" }, fc.constantFrom("xs.length < 5", "m.has(v)", "v > 1", "s.size < 4", "!o.nothing", "fuel % 2"), tie("expression").map((e) => `!(${e})`)),
    iterable: fc.constantFrom("xs", "m.keys()", "s", "m.values()", "xs.entries()", "[1, 2].values()", "box.list", "o.b.list", "(log('head'), xs)", "new Set(xs)", "s.values()", isAsync ? "[5, 6]" : "[...g(v, 4)].flat()", "(o.nothing ?? xs)", "'ab'"),
    block: fc.array(tie("statement"), { minLength: 1, maxLength: 3, depthIdentifier: "s" }).map((all) => `{ burn()\n${all.join("\n")} }`),
    statement: fc.oneof(
      { maxDepth: 3, depthIdentifier: "s" },
      tie("expression").map((e) => `log("v", ${e})`),
      fc.constantFrom("xs.push(v)", "xs.splice(0, 1)", "m.set(m.size + 1, v)", "m.delete(v)", "s.add(s.size + 1)", "s.delete(1)", "xs.length = 2", "xs = [...xs, v]", "o.a++", "delete o.b.gone", "/*yield*/", "if (fuel < 9) throw new Error('low')", "if (v === fuel) return", "m.clear()", `${wait}null`),
      fc.tuple(tie("condition"), tie("block"), tie("block")).map(([c, a, b]) => `if (${c}) ${a} else ${b}`),
      fc.tuple(fc.constantFrom("const", "let", "var"), fc.constantFrom("x", "[x]", "{ length: x = 1 }"), tie("iterable"), tie("block")).map(([kind, x, i, b]) => `for (${kind} ${kind === "var" ? x.replace("x", "w") : x} of ${x === "[x]" ? `[${i}]` : i}) ${b}`),
      fc.tuple(fc.constantFrom("break", "continue", "break l0", "continue l0", "return v", "throw new Error('x')"), tie("iterable"), tie("condition"), tie("block")).map(
        ([leave, i, c, b]) => `l0: for (const x of ${i}) for (const y of s) { burn()\nif (${c}) ${leave}\n${b.replace(/\bl(\d+)\b/g, (_, depth) => `l${Number(depth) + 1}`)} }`,
      ),
      tie("block").map((b) => `for (let i = 0; i < xs.length; i++) { burn(); log(i, xs[i])\n${b}\nif (i > 3) break }`),
      tie("block").map((b) => `{ const it = xs.values(); let r\nwhile (!(r = it.next()).done) { log(r.value)\n${b} } }`),
      tie("block").map((b) => `for (const k in o) { log(k)\n${b} }`),
      tie("block").map((b) => `{ let n = 2\ndo ${b}\nwhile (n-- > 0 && xs[n])\n}`),
      fc.tuple(fc.constantFrom("xs", "m", "s", "o?.b.list", "[...m]"), tie("expression")).map(([c, e]) => `${c.startsWith("[") ? ";" : ""}${c}.forEach((v, k) => { burn(); log(k, ${e.includes("await") ? "v" : e}) })`),
      fc.tuple(tie("block"), tie("block"), tie("block")).map(([a, b, c]) => `try ${a} catch (e) { log(e) ; if (fuel < 0) throw e\n${b} } finally ${c}`),
      tie("block").map((b) => `{ const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i++)\n${b}\nlog(fs.map((h) => h())) }`),
      fc.constantFrom(`for ${wait}(const x of g(v)) { burn(); log("g", x); if (x > fuel) break }`),
      fc.constantFrom("switch (v) { case 1: for (const x of s) log(x)\ncase 2: log(2); break\ndefault: log(0) }", `log("work", ${wait}box.work(v))`),
      ...(isAsync ? [fc.tuple(fc.constantFrom("[tick(1), 2]", "g(v)", "xs", "[Promise.reject(new Error('r'))]"), tie("block")).map(([i, b]) => `for await (const x of ${i}) { log("fa", x)\n${b} }`)] : []),
    ),
  }));
  return fc.array(statement, { minLength: 1, maxLength: 3 });
}
