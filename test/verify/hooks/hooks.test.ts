import { describe, expect, test } from "vitest";
import { verify } from "../compiled.ts";
import { projectOf, verdictOn, verifyProject } from "./project.ts";

/** Neither a token nor an id that is right can be made from types alone. */
const pool = `
import { connect } from "missing-driver";

export class Token {
  static of(text: string): Token {
    return new Token(text, secret);
  }
  private constructor(readonly text: string, key: symbol) {
    if (key !== secret) throw new Error("use Token.of");
  }
}
const secret = Symbol();

export class Pool {
  readonly #open = new Map<string, { id: string }>();
  constructor(private readonly token: Token) {
    if (!/^tok:/.test(token.text)) throw new Error("bad token");
  }
  async get(id: string): Promise<{ id: string }> {
    if (!id.startsWith("pool/")) throw new Error("bad id");
    if (!this.#open.has(id)) {
      const made = await connect(id, this.token.text);
      if (made.ok !== true) throw new Error("no connection");
      this.#open.set(id, made);
    }
    return this.#open.get(id)!;
  }
}
`;

const driver = `"missing-driver": () => ({ connect: (id: string) => new Promise((resolve) => setTimeout(() => resolve({ id, ok: true }), 5)) })`;

function hooks(parts: string, imports = 'import { Token } from "./src/pool.ts";'): string {
  return `import { defineVerify } from "rangeguard/verify";\n${imports}\nexport default defineVerify({ ${parts} });\n`;
}

const types = "types: { Token: (make) => Token.of(`tok:${make.text()}`) }";
const args = '"Pool.get": (make) => [`pool/${make.pick("x", "y")}`]';

describe("values that types do not say", () => {
  const files = { "src/pool.ts": pool, "rangeguard.verify.ts": hooks(`${types}, arguments: { ${args} }, modules: { ${driver} }`) };

  test("are made by the hooks, and a witness makes them again", async () => {
    const root = projectOf(files);
    const { results } = await verify({ cwd: root, level: "strict", runs: 300, timeLimit: 20_000 });
    expect(results).toMatchObject([{ verdict: "confirmed", stubs: [], witness: { shown: { strength: "strong" } } }]);
    const [{ witness, finding }] = results as [(typeof results)[0]];
    expect(finding.hazard).toBe("check-then-act-across-await");
    expect(JSON.stringify(witness!.run.input)).toMatch(/"kind":"custom","name":"Token"/);
    expect(witness!.shown.lines.at(0)).toMatch(/has\("pool\/[xy]"\) -> false/);
    const again = await verify({ cwd: root, replay: witness!.text });
    expect(again.results).toMatchObject([{ verdict: "confirmed", runs: 1, witness: { shown: { lines: witness!.shown.lines } } }]);
  });

  test("are missing without the hooks", async () => {
    const { verdict, reason, stubs } = await verdictOn(files, { hooks: false });
    expect({ verdict, reason, stubs }).toMatchObject({ verdict: "not executable", stubs: ["missing-driver"] });
  });

  test("may come from a file that is named", async () => {
    const { "rangeguard.verify.ts": text, ...rest } = files;
    const other = { ...rest, "tools/own.ts": text.replace("./src/pool.ts", "../src/pool.ts") };
    expect(await verdictOn(other, { hooks: "tools/own.ts" })).toMatchObject({ verdict: "confirmed" });
  });

  test("are made in CommonJS projects, too", async () => {
    const tsconfig = JSON.stringify({ compilerOptions: { strict: true, module: "commonjs", target: "es2022", lib: ["es2023"], types: [], skipLibCheck: true }, include: ["src"] });
    const text = files["rangeguard.verify.ts"].replace("./src/pool.ts", "./src/pool");
    const common = { ...files, "package.json": '{ "name": "project" }', "tsconfig.json": tsconfig, "rangeguard.verify.ts": text };
    expect(await verdictOn(common)).toMatchObject({ verdict: "confirmed", stubs: [] });
  });

  test("do not make a safe program unsafe", async () => {
    const safe = pool.replace("this.#open.set(id, made);", "if (!this.#open.has(id)) this.#open.set(id, made);");
    const { results } = await verifyProject({ ...files, "src/pool.ts": safe }, { sites: "all" });
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ verdict }) => verdict === "confirmed")).toEqual([]);
    expect(results.some(({ reached }) => reached > 0)).toBe(true);
  });
});

describe("modules that the hooks give", () => {
  const store = `
import { open } from "./native.ts";
let current: Promise<object> | undefined;
const entries: object[] = [];
export async function load(): Promise<number> {
  const count = entries.length;
  const made = await open();
  if (entries.length === count) entries.push(made);
  return entries.length;
}
export async function add(): Promise<void> {
  const before = entries.length;
  await open();
  entries[before] = { before };
}
`;

  test("stand for files that must not be loaded", async () => {
    const files = {
      "src/store.ts": store,
      "src/native.ts": 'throw new Error("native code"); export async function open(): Promise<object> { return {}; }',
      "rangeguard.verify.ts": hooks('modules: { "./src/native.ts": { open: () => new Promise((resolve) => setTimeout(resolve, 5, {})) } }', ""),
    };
    const { results } = await verifyProject(files, { sites: "all" });
    expect(results.map(({ reason }) => reason).filter((reason) => reason === "no-import")).toEqual([]);
    expect(results.some(({ reached }) => reached > 0)).toBe(true);
  });
});

describe("state that only closures see", () => {
  const counter = (guard: string): string => `
const limit = (() => { let runs = 0; return { next: () => ++runs, reset: () => { runs = 0; } }; })();
export const reset = (): void => limit.reset();
const listeners: (() => void)[] = [];
export function emit(): void {
  if (${guard}) return;
  for (const listener of listeners) listener();
}
export function on(listener: () => void): () => void {
  listeners.push(listener);
  return () => { listeners.splice(listeners.indexOf(listener), 1); };
}
`;

  test("is put back before and after each run", async () => {
    const files = (body: string) => ({ "src/emit.ts": counter("limit.next() > 1"), "rangeguard.verify.ts": hooks(body, 'import { reset } from "./src/emit.ts";') });
    const once = await verdictOn(files("types: {}"));
    const each = await verdictOn(files("beforeEach() { reset(); }"));
    const after = await verdictOn(files("afterEach: () => reset()"));
    expect(once.reached).toBeLessThanOrEqual(1);
    expect([each.verdict, after.verdict]).toEqual(["confirmed", "confirmed"]);
  });
});

describe("hooks that fail", () => {
  const base = { "src/pool.ts": pool };

  test.each([
    ["throw while they are loaded", hooks(types, 'throw new RangeError("too early");'), "RangeError: too early"],
    ["have no default export", "export const hooks = {};", "rangeguard.verify.ts has no default export"],
    ["are no code", "export default {", "rangeguard.verify.ts"],
    ["throw when they are called", hooks("types: { Token: () => { throw new TypeError('no token'); } }"), "The hook `Token` failed. TypeError: no token"],
    ["give no list of arguments", hooks(`${types}, arguments: { "Pool.get": () => "a" as never }`), 'The hook `Pool.get` failed. TypeError: arguments["Pool.get"] gave no array.'],
    ["pick from nothing", hooks("types: { Token: (make) => make.pick() }"), "The hook `Token` failed. TypeError: pick() needs something to pick from."],
    ["throw before each run", hooks(`${types}, beforeEach() { throw new Error("not now"); }`), "The hook `beforeEach` failed. Error: not now"],
  ])("because they %s: not executable", async (_why, text, detail) => {
    const result = await verdictOn({ ...base, "rangeguard.verify.ts": text });
    expect(result).toMatchObject({ verdict: "not executable", reason: "hook-failed" });
    expect(result.detail).toContain(detail);
  });

  test("because they name nothing: a warning", async () => {
    const text = hooks('types: { Tokn: () => 1 }, arguments: { "Pool.gett": () => [] }', "");
    const { warnings } = await verifyProject({ ...base, "rangeguard.verify.ts": text });
    expect(warnings).toEqual([
      "rangeguard.verify.ts: `types.Tokn`: no file that was run names such a type.",
      'rangeguard.verify.ts: `arguments["Pool.gett"]`: no file that was run has such a function.',
    ]);
  });

  test("because the one that was named is not there: an error", async () => {
    await expect(verdictOn(base, { hooks: "nowhere.ts" })).rejects.toThrow("The hook file `nowhere.ts` does not exist.");
  });
});
