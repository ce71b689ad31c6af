import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ChildStartError } from "../../../src/verify/process/result.ts";
import { fine, run, runOne } from "./compiled.ts";

describe("answers", () => {
  test("come in the order of the cases, from one process", async () => {
    const source = (n: number): string => `import process from "node:process"; export default () => [${n}, process.pid];`;
    const results = await run([1, 2, 3, 4].map(source));
    const answers = results.map((result) => (result.kind === "answer" ? (result.answer as number[]) : null));
    expect(answers.map((answer) => answer?.[0])).toEqual([1, 2, 3, 4]);
    expect(new Set(answers.map((answer) => answer?.[1])).size).toBe(1);
  });

  test("come from several processes at a time, whose results and notes keep their cases", async () => {
    const source = (n: number): string => `import process from "node:process";
      export default async ({ note }) => { note("n${n}"); await new Promise((done) => setTimeout(done, 50)); return process.pid; };`;
    const notes: string[] = [];
    const progress: number[] = [];
    const results = await run(["0", "1", "2", "3", "4", "5"].map(Number).map(source), {
      concurrency: 2,
      onNote: (index, value) => notes.push(`${index}${String(value)}`),
      onProgress: (done, total) => progress.push(done / total),
    });
    expect(new Set(results.map((result) => (result.kind === "answer" ? result.answer : result))).size).toBe(2);
    expect(notes.sort()).toEqual(["0n0", "1n1", "2n2", "3n3", "4n4", "5n5"]);
    expect(progress).toEqual([1, 2, 3, 4, 5, 6].map((done) => done / 6));
  });

  test("may be large", async () => {
    const [result] = await run(["export default () => 'x'.repeat(5_000_000);"]);
    expect(result).toMatchObject({ kind: "answer", answer: "x".repeat(5_000_000) });
  });

  test("that are no JSON are crashes", async () => {
    expect(await runOne("export default () => 1n;")).toMatchObject({ kind: "crash", detail: expect.stringContaining("BigInt") });
  });
});

describe("hangs cost their limit and no more", () => {
  test.each([
    ["an endless loop", "export default () => { for (;;); };", "endless loop"],
    ["an endless chain of microtasks", "export default async () => { for (;;) await null; };", "endless loop"],
    ["an endless loop that ignores SIGTERM", "process.on('SIGTERM', () => {}); export default () => { for (;;); };", "endless loop"],
    ["a promise that does not settle while timers run", "export default () => new Promise(() => setInterval(() => {}, 10));", "waiting"],
  ])("%s", async (_name, source, detail) => {
    const result = await runOne(source, { caseTimeLimit: 400 });
    expect(result).toMatchObject({ kind: "hang", detail: expect.stringContaining(detail) });
    expect(result.milliseconds).toBeGreaterThan(390);
    expect(result.milliseconds).toBeLessThan(1400);
  });

  test("a promise that nothing can settle is known at once, and its process is not used again", async () => {
    const pid = "import process from 'node:process'; export default ({ note }) => { note(process.pid);";
    const pids: unknown[] = [];
    const results = await run([`${pid} return new Promise(() => {}); };`, `${pid} };`], { onNote: (_, value) => pids.push(value) });
    expect(results[0]).toMatchObject({ kind: "hang", detail: expect.stringContaining("nothing can settle") });
    expect(results[0]!.milliseconds).toBeLessThan(2000);
    expect(results[1]).toMatchObject({ kind: "answer" });
    expect(pids[0]).not.toBe(pids[1]);
  });

  test("a module that loads slowly is no hang", async () => {
    const slow = "data:text/javascript,await new Promise((done) => setTimeout(done, 50)); export default 7;";
    const [result] = await run([`export default async () => (await import(${JSON.stringify(slow)})).default;`]);
    expect(result).toMatchObject({ kind: "answer", answer: 7 });
  });
});

describe("the end of the process is the end of its case", () => {
  test.each([
    ["process.exit", "export default () => { process.exit(3); };", "exit", "process.exit(3)"],
    ["exit by name", "import { exit } from 'node:process'; export default () => exit();", "exit", "process.exit(0)"],
    ["exit in a timer", "export default () => new Promise(() => setTimeout(() => process.exit(4), 5));", "exit", "process.exit(4)"],
    ["killing itself", "export default () => process.kill(process.pid, 'SIGKILL');", "exit", "SIGKILL"],
    ["abort", "export default () => process.abort();", "crash", "process.abort()"],
    ["an uncaught error", "export default () => new Promise(() => setTimeout(() => { throw new Error('late'); }, 5));", "crash", "late"],
    ["an unhandled rejection", "export default () => new Promise(() => { void Promise.reject(new Error('lost')); });", "crash", "lost"],
    ["a thrown error", "export default () => { throw new Error('at once'); };", "crash", "at once"],
    ["a syntax error", "export default (", "crash", "SyntaxError"],
    ["a thrown null", "export default () => { throw null; };", "crash", "null"],
    ["too deep a recursion", "export default function deep() { return 1 + deep(); };", "stack-overflow", "Maximum call stack"],
    ["too deep a recursion in a timer", "const deep = () => 1 + deep(); export default () => new Promise(() => setTimeout(deep));", "stack-overflow", "call stack"],
    ["a fault in native code", "export default () => { unguarded.die('SIGSEGV'); for (;;); };", "crash", "SIGSEGV"],
  ])("%s", async (_name, source, kind, detail) => {
    expect(await runOne(source)).toMatchObject({ kind, detail: expect.stringContaining(detail) });
  });

  test("a recursion that its own code catches is an answer", async () => {
    const source = "const deep = () => 1 + deep(); export default () => { try { deep(); } catch (error) { return error.name; } };";
    expect(await runOne(source)).toMatchObject({ kind: "answer", answer: "RangeError" });
  });

  test("an error that user code listens for is its own affair", async () => {
    const source = `export default () => new Promise((resolve) => {
      process.once("uncaughtException", (error) => resolve(error.message)); setTimeout(() => { throw new Error("heard"); });
    });`;
    expect(await runOne(source)).toMatchObject({ kind: "answer", answer: "heard" });
  });
});

describe("memory", () => {
  test("a heap that is full", async () => {
    const source = "export default () => { const all = []; for (;;) all.push(new Array(1000).fill({})); };";
    const result = await runOne(source, { memoryLimit: 24 });
    expect(result).toMatchObject({ kind: "out-of-memory", detail: expect.stringMatching(/heap|memory/) });
  });

  test("buffers, which are not of the heap", async () => {
    const source = "export default () => { const all = []; for (;;) all.push(Buffer.alloc(4 * 2 ** 20, 1)); };";
    expect(await runOne(source, { memoryLimit: 24 })).toMatchObject({ kind: "out-of-memory", detail: expect.stringContaining("MB") });
  });
});

describe("what a case leaves behind does not count against the next", () => {
  test.each([
    ["a timer that throws", "setTimeout(() => { throw new Error('stray'); }, 20)"],
    ["an exit", "setTimeout(() => process.exit(1), 20)"],
    ["an endless loop", "setTimeout(() => { for (;;); }, 20)"],
    ["a timer that throws and keeps no process alive", "setTimeout(() => { throw new Error('stray'); }, 20).unref()"],
    ["an exit that keeps no process alive", "setTimeout(() => process.exit(1), 20).unref()"],
  ])("%s", async (_name, stray) => {
    const slow = "export default () => new Promise((done) => setTimeout(done, 100, 'fine'));";
    const results = await run([`export default () => { ${stray}; return 1; };`, slow], { caseTimeLimit: 1500 });
    expect(results).toMatchObject([{ kind: "answer", answer: 1 }, { kind: "answer", answer: "fine" }]);
  });

  test("a process that is retired takes no further case", async () => {
    const pid = "import process from 'node:process'; export default ({ retire }) => { retire(); return process.pid; };";
    const [first, second] = (await run([pid, pid])) as { answer?: unknown }[];
    expect(first?.answer).toEqual(expect.any(Number));
    expect(second?.answer).not.toBe(first?.answer);
  });
});

describe("failures of the tool itself", () => {
  test("a runner that cannot be loaded", async () => {
    const missing = new URL("file:///nowhere/runner.mjs");
    await expect(run([fine], { runner: missing })).rejects.toThrow(ChildStartError);
    await expect(run([fine], { runner: missing })).rejects.toThrow("runner.mjs");
  });

  test("a process that is not ready in time", async () => {
    await expect(run([fine], { startTimeLimit: 1 })).rejects.toThrow("not ready within 1 ms");
  });

  test("a working folder that is not there", async () => {
    expect(existsSync("/nowhere")).toBe(false);
    await expect(run([fine], { cwd: "/nowhere" })).rejects.toThrow(ChildStartError);
  });
});
