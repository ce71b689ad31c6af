import { describe, expect, test } from "vitest";
import { verdictOn } from "./project.ts";

const emitter = (head: string): string => `
${head}
const listeners: (() => void)[] = [];
export function emit(): void {
  for (const listener of listeners) listener();
}
export function on(listener: () => void): () => void {
  listeners.push(listener);
  return () => { listeners.splice(listeners.indexOf(listener), 1); };
}
`;

const plainEmitter = (head: string): string => `
${head}
const listeners = [];
/** @param {number} times */
export function emit(times) {
  for (const listener of listeners) listener(times);
}
/** @param {() => void} listener */
export function on(listener) {
  listeners.push(listener);
  return () => { listeners.splice(listeners.indexOf(listener), 1); };
}
`;

describe("names that only the project's build gives a value", () => {
  test.each([
    ["declared in the module", { "src/emit.ts": emitter("declare const __DEV__: boolean;\nif (__DEV__ !== true) throw new Error('not a boolean');") }, ["__DEV__ (constant)"]],
    [
      "declared for the project",
      {
        "src/globals.d.ts": "declare const __VERSION__: string; declare const BUILD_NUMBER: number; declare const MODE: 'test' | 'production';",
        "src/emit.ts": emitter("if (__VERSION__.length !== 1 || BUILD_NUMBER !== 0 || !/^(test|production)$/.test(MODE)) throw new Error('others');"),
      },
      ["BUILD_NUMBER (constant)", "MODE (constant)", "__VERSION__ (constant)"],
    ],
    ["declared by an imported module", { "src/emit.ts": emitter('import "./other.ts";'), "src/other.ts": "declare const __TEST__: boolean; export const isTest = __TEST__ ? 1 : 0;" }, ["__TEST__ (constant)"]],
    ["objects", { "src/globals.d.ts": "declare const CONFIG: { load(): { path: string } };", "src/emit.ts": emitter("export const path = CONFIG.load().path;") }, ["CONFIG (constant)"]],
    [
      "declared nowhere",
      {
        "src/emit.js": plainEmitter("if (!__DEV__ || __LIB_VERSION__ !== '0') throw new Error('others');"),
        "tsconfig.json": '{ "compilerOptions": { "allowJs": true, "module": "nodenext" }, "include": ["src"] }',
      },
      ["__DEV__ (constant)", "__LIB_VERSION__ (constant)"],
    ],
  ])("%s, are defined and said", async (_where, files, names) => {
    const { reason, reached, stubs } = await verdictOn(files);
    expect({ reason, stubs: [...stubs].sort() }).toEqual({ reason: undefined, stubs: [...names].sort() });
    expect(reached).toBeGreaterThan(0);
  });

  test("stay undefined where the code asks for that, and for names of browsers", async () => {
    const head = "declare const Deno: object; declare const __HOOK__: { inject(): void };\nif (typeof __HOOK__ !== 'undefined') __HOOK__.inject();";
    expect(await verdictOn({ "src/emit.ts": emitter(head) })).toMatchObject({ verdict: "confirmed", stubs: [] });
    const browser = await verdictOn({ "src/emit.ts": emitter("declare const window: { x: number };\nexport const x = window.x;") });
    expect(browser).toMatchObject({ verdict: "not executable", reason: "needs-browser" });
  });

  test("are named where the module fails nevertheless", async () => {
    const result = await verdictOn({ "src/emit.ts": emitter("declare const __DEV__: boolean;\nif (__DEV__) throw new Error('only in production');") });
    expect(result).toMatchObject({ verdict: "not executable", reason: "no-import" });
    expect(result.detail).toBe("Error: only in production Its build gives values to names for which something stood in: __DEV__ (constant).");
  });
});
