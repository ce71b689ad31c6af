import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { instrument } from "../../../src/verify/instrument/instrument.ts";
import { declareHooks } from "../../../src/verify/with-tests/declare-hooks.ts";
import { sitesEverywhere } from "../instrument/support.ts";

const program = `
  const log = [];
  const xs = [3, 1, 2], m = new Map([["a", 1], ["b", 2]]), nothing = null, o = { xs, f: undefined };
  for (const x of xs) log.push(x);
  for (const [k] of m.entries()) log.push(k);
  for (let i = 0; i < xs.length; i++) log.push(xs[i]);
  for (const key in o) log.push(key);
  xs.forEach(function (x, i) { log.push(this.name, x, i); }, { name: "this" });
  log.push(xs.map((x) => x * 2).filter((x) => x > 2).join(), nothing?.map((x) => x), o.f?.map?.((x) => x), o?.xs.some((x) => x > 2));
  const it = m.values(); for (let step = it.next(); !step.done; step = it.next()) log.push(step.value);
  try { o.f.forEach((x) => x); } catch (error) { log.push(error.name); }
  m.clear(), m.set("c", 3), log.push(m.size);
  globalThis.result = JSON.stringify(log);
`;

test("a file does as it always did where there are no hooks", () => {
  for (let seed = 0; seed < 7; seed++) {
    const sites = sitesEverywhere(program, "a.js", (index) => (index * 5 + seed) % 7);
    const { code } = instrument(program, "a.js", sites, { format: "commonjs", isExposed: false, isEmitted: false, declareHooks });
    expect(code).toContain("__rg().loop(");
    const value = (text: string): unknown => runInNewContext(`${text}\nglobalThis.result`);
    expect(value(code)).toBe(value(program));
  }
});
