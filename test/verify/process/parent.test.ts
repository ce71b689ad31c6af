import { spawn } from "node:child_process";
import { existsSync, readdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { compiledChildren, fine, isRunning, options, run, runOne, until } from "./compiled.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "rangeguard-parent-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whoAmI = "import process from 'node:process'; import os from 'node:os'; const me = { pid: process.pid, temporary: os.tmpdir() };";

describe("the channel", () => {
  test("garbage on it is passed over", async () => {
    const source = `export default () => { for (const text of ["x\\n", "{}\\n", "null\\n", '{"type":"answer","index":0,"answer":"forged"}\\n', "half"])
      unguarded.writeSync(4, text); return "real"; };`;
    expect(await runOne(source)).toMatchObject({ kind: "answer", answer: "real" });
  });

  test("a flood of garbage ends the case", async () => {
    const source = "const line = 'x'.repeat(9999) + '\\n'; export default () => { for (;;) unguarded.writeSync(4, line); };";
    expect(await runOne(source)).toMatchObject({ kind: "crash", detail: expect.stringContaining("flooded") });
  });

  test("one that is closed ends the case", async () => {
    const source = "export default () => { unguarded.closeSync(4); for (;;); };";
    expect(await runOne(source)).toMatchObject({ kind: "crash", detail: expect.stringContaining("closed the channel") });
  });
});

describe("output", () => {
  test("is kept apart from answers, and cut", async () => {
    const source = "export default () => { console.log('out'); console.error('err'); process.stdout.write('more'); return 'answer'; };";
    expect(await runOne(source)).toMatchObject({ kind: "answer", answer: "answer", output: "out\nerr\nmore" });
  });

  test("a million lines cost little", async () => {
    const source = "export default () => { for (let i = 0; i < 1e6; i++) console.log('line', i); return 'done'; };";
    const result = await runOne(source, { caseTimeLimit: 20_000 });
    expect(result).toMatchObject({ kind: "answer", answer: "done", output: expect.stringMatching(/^line 0\nline 1\n[^]*more characters\]$/) });
    expect(result.output.length).toBeLessThan(10_000);
  });

  test.each([
    ["written to the descriptors themselves", 'import { writeSync } from "node:fs";'],
    ["past the containment", "const writeSync = (fd, text) => { try { unguarded.writeSync(fd, text); } catch { /* the pipe is full */ } };"],
  ])("%s, without end", async (_name, head) => {
    const source = `${head} const text = "x".repeat(60000) + "\\n";
      export default () => { for (let i = 0; i < 1000; i++) { writeSync(1, text); writeSync(2, text); } return "done"; };`;
    expect(await runOne(source)).toMatchObject({ kind: "answer", answer: "done" });
  });

  test("of a process that crashes is there", async () => {
    const source = "export default () => { console.log('last words'); unguarded.die('SIGABRT'); for (;;); };";
    expect(await runOne(source)).toMatchObject({ kind: "crash", detail: expect.stringContaining("SIGABRT"), output: "last words\n" });
  });
});

describe("nothing is left behind", () => {
  test("when all cases are done, and when one has hung", async () => {
    const told: { pid: number; temporary: string }[] = [];
    const onNote = (_: number, value: unknown): void => void told.push(value as (typeof told)[0]);
    const source = `${whoAmI} import fs from "node:fs"; export default ({ note, temporary }) => { fs.writeFileSync(temporary + "/a", "b"); note(me);`;
    await run([`${source} for (;;); };`, `${source} };`], { caseTimeLimit: 500, onNote });
    expect(told).toHaveLength(2);
    expect(told.filter(({ pid }) => isRunning(pid))).toEqual([]);
    expect(told.filter(({ temporary }) => existsSync(temporary))).toEqual([]);
  });

  test("when it is aborted", async () => {
    const controller = new AbortController();
    let pid = 0;
    const onNote = (_: number, value: unknown): void => {
      ({ pid } = value as { pid: number });
      controller.abort(new Error("enough"));
    };
    const source = `${whoAmI} export default ({ note }) => { note(me); for (;;); };`;
    await expect(run([source, fine, fine], { signal: controller.signal, onNote })).rejects.toThrow("enough");
    expect(isRunning(pid)).toBe(false);
  });

  /** Starts a process that runs a case which hangs, and ends it by a signal. */
  async function endedBy(signal: NodeJS.Signals, extra = ""): Promise<{ pid: number; temporary: string; how: unknown; output: string }> {
    const hanging = `${whoAmI} export default ({ note }) => { note(me); for (;;); };`;
    const program = `import { runCases } from ${JSON.stringify(compiledChildren.href)}; ${extra}
      const [runner, main] = ${JSON.stringify([options.runner.href, options.main.href])};
      runCases([${JSON.stringify(hanging)}], { runner: new URL(runner), main: new URL(main), caseTimeLimit: 60_000,
        onNote: (_, value) => console.log(JSON.stringify(value)) }).catch(() => {});`;
    const parent = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const how = new Promise((resolve) => parent.once("close", (code, by) => resolve(by ?? code)));
    let output = "";
    parent.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    await until(() => output.includes("\n"));
    const told = JSON.parse(output.split("\n")[0]!) as { pid: number; temporary: string };
    expect(isRunning(told.pid)).toBe(true);
    expect(existsSync(told.temporary)).toBe(true);
    parent.kill(signal);
    return { ...told, how: await how, output };
  }

  test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)("when the parent is ended by %s, with a child in an endless loop", async (signal) => {
    const { pid, temporary, how } = await endedBy(signal);
    expect(how).toBe(signal);
    await until(() => !isRunning(pid));
    await until(() => !existsSync(temporary));
    expect(readdirSync(folder)).toEqual([]);
  });

  test("when the parent listens for the signal itself and exits", async () => {
    const listener = "process.once('SIGINT', () => { console.log('own'); process.exit(7); });";
    const { pid, how, output } = await endedBy("SIGINT", listener);
    expect(how).toBe(7);
    expect(output).toContain("own");
    await until(() => !isRunning(pid));
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("an answer that is there is not lost to a parent that was busy", async () => {
  const busy = (milliseconds: number): void => {
    for (const end = performance.now() + milliseconds; performance.now() < end; );
  };
  const source = "export default async ({ note }) => { note(1); await new Promise((done) => setTimeout(done, 50)); return 'there'; };";
  const result = await runOne(source, { caseTimeLimit: 300, onNote: () => busy(900) });
  expect(result).toMatchObject({ kind: "answer", answer: "there" });
});
