import { describe, expect, test } from "vitest";
import { verdictOn, verifyProject } from "./project.ts";

/** A class whose constructor fails for whatever types say. */
const failing = (name: string, members: string): string => `
export class ${name} {
  constructor(readonly handle: object) {
    if (!("native" in handle)) throw new Error("no handle");
  }
  ${members}
}
`;

const pool = (before: string, key: string, get: string): string => `
import { Client } from "./client.ts";
${before}
export class Pool {
  readonly sessions = new Map<string, object>();
  constructor(readonly client: Client) {}
  async get(id: string): Promise<object> {
    ${get.replaceAll("KEY", key)}
  }
}
`;

const unsafe = "if (!this.sessions.has(KEY)) this.sessions.set(KEY, await this.client.open(id)); return this.sessions.get(KEY)!;";
const client = failing("Client", "async open(id: string): Promise<object> { await new Promise((resolve) => setTimeout(resolve, 1)); return { id }; } now(): number { return 1; } nextId(): string { return 'a'; } async acquire(): Promise<() => void> { return () => {}; }");

describe("an object that cannot be made", () => {
  test("is stood in for, and what that shows is confirmed and names it", async () => {
    const result = await verdictOn({ "src/client.ts": client, "src/pool.ts": pool("", "id", unsafe) });
    expect(result).toMatchObject({ verdict: "confirmed", standIns: ["Client"], stubs: [] });
    expect(result.witness!.shown.lines.at(-1)).toBe("both acted");
  });

  test("is not stood in for where nothing needs it", async () => {
    const { verdict, standIns } = await verdictOn({ "src/client.ts": client.replace("throw new Error", "void new Error"), "src/pool.ts": pool("", "id", unsafe) });
    expect({ verdict, standIns }).toEqual({ verdict: "confirmed", standIns: undefined });
  });
});

describe("a safe program stays safe", () => {
  const files = (text: string, own = client): Record<string, string> => ({ "src/client.ts": own, "src/pool.ts": text });

  test.each([
    ["whose keys a stand-in makes", files(pool("", "key", `const key = \`\${this.client.nextId()}/\${id}\`; ${unsafe}`))],
    ["whose keys a missing module makes", files(pool('import { nanoid } from "nanoid";', "key", `const key = \`\${nanoid()}\`; ${unsafe}`))],
    ["whose keys are numbers that a missing module makes", files(pool('import { next } from "counter";', "key", `const key = String(Number(next())); ${unsafe}`))],
    ["that a stand-in locks", files(pool("", "id", `const release = await this.client.acquire(); try { ${unsafe} } finally { release(); }`))],
    ["that a missing module locks", files(pool('import { Mutex } from "async-mutex"; const mutex = new Mutex();', "id", `const release = await mutex.acquire(); try { ${unsafe} } finally { release(); }`))],
    ["that the lock of an interface guards", files(pool("export interface Gate { acquire(): Promise<() => void> }", "id", `const release = await gate.acquire(); try { ${unsafe} } finally { release(); }`).replace("get(id: string)", "get(id: string, gate: Gate)"))],
    ["that waits for no promise", files(pool("", "id", unsafe.replace("await this.client.open(id)", "{ at: await this.client.now() }")))],
  ])("%s", async (_how, project) => {
    const { results } = await verifyProject(project, { sites: "all" });
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ verdict }) => verdict === "confirmed").map(({ witness }) => witness!.shown.lines)).toEqual([]);
  });
});
