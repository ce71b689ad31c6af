import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findHooks, findHooksAbove, type HooksFile, unknownNames } from "../../../src/verify/project/hooks-file.ts";

const folder = mkdtempSync(join(tmpdir(), "rangeguard-hooks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

function hooksIn(text: string, name = "rangeguard.verify.ts"): HooksFile {
  const root = join(folder, String(count++));
  mkdirSync(join(root, "src"), { recursive: true });
  writeFileSync(join(root, "src/native.ts"), "");
  writeFileSync(join(root, name), text);
  return findHooks(root)!;
}

describe("the names in a hook file", () => {
  const body = "types: { Token: () => 1, 'Other': () => 2, Third() { return 3; } }, arguments: { 'Pool.get': () => [] }, modules: { redis: {} }";

  test.each([
    ["defineVerify", `import { defineVerify } from "rangeguard/verify"; export default defineVerify({ ${body} });`],
    ["a plain object", `export default { ${body} };`],
    ["a cast", `export default ({ ${body} } satisfies VerifyHooks) as VerifyHooks;`],
    ["a variable", `const hooks = { ${body} }; export default defineVerify(hooks);`],
    ["parts", "const types = { Third: () => 3 }; export default { types: { Token: () => 1, Other: () => 2, ...types }, arguments: { 'Pool.get': () => [] }, modules: { redis: {} } };"],
  ])("are found in %s", (_form, text) => {
    const { types, arguments: labels, modules, problem } = hooksIn(text);
    expect([...types].sort()).toEqual(["Other", "Third", "Token"]);
    expect([...labels]).toEqual(["Pool.get"]);
    expect(modules).toEqual(["redis"]);
    expect(problem).toBeUndefined();
  });

  test("of modules are paths where they are relative", () => {
    const { modules, file } = hooksIn('export default { modules: { "./src/native.ts": {}, "./src/native": {}, "node:fs": {} } };');
    const native = join(file, "../src/native.ts");
    expect(modules).toEqual([native, native, "node:fs"]);
  });

  test.each(["", "export const hooks = {};", "export default makeHooks();", "export default 1;"])("are missing in %j, and that is said", (text) => {
    expect(hooksIn(text).problem).toBe("rangeguard.verify.ts has no default export with an object that can be read: write `export default defineVerify({ ... })`.");
  });
});

describe("the hook file", () => {
  test.each(["rangeguard.verify.ts", "rangeguard.verify.mts", "rangeguard.verify.js", "rangeguard.verify.mjs"])("is found as %s", (name) => {
    expect(hooksIn("export default {};", name).file.endsWith(name)).toBe(true);
  });

  test("is none where there is none, or none is wanted", () => {
    expect(findHooks(join(folder, "nowhere"))).toBeUndefined();
    const { file } = hooksIn("export default {};");
    expect(findHooks(join(file, ".."), false)).toBeUndefined();
  });

  test("that is given and not there is a problem", () => {
    expect(findHooks(folder, "missing.ts")?.problem).toMatch(/^The hook file cannot be read: ENOENT/);
  });

  test("is found in a folder around, within the repository", () => {
    const { file } = hooksIn("export default {};");
    const root = join(file, "..");
    mkdirSync(join(root, "packages/a/.git"), { recursive: true });
    expect(findHooksAbove(join(root, "src"))?.file).toBe(file);
    expect(findHooksAbove(join(root, "packages/a"))).toBeUndefined();
  });

  test("with a property that hooks do not have gets a warning", () => {
    const hooks = hooksIn("export default { type: { Token: () => 1 }, beforeEach() {} };");
    expect(unknownNames(hooks, () => true)).toEqual([
      "rangeguard.verify.ts: `type` is no property of verify hooks, and has no effect. There are: types, arguments, modules, beforeEach, afterEach.",
    ]);
  });

  test("with names that nothing is called by gets warnings", () => {
    const hooks = hooksIn("export default { types: { Token: () => 1, Tokn: () => 2 }, arguments: { 'Pool.get': () => [], 'Pool.gett': () => [] } };");
    expect(unknownNames(hooks, (name) => ["Token", "get"].includes(name))).toEqual([
      "rangeguard.verify.ts: `types.Tokn`: no file that was run names such a type.",
      'rangeguard.verify.ts: `arguments["Pool.gett"]`: no file that was run has such a function.',
    ]);
  });
});
