import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";

/** How many characters of the output's end are kept. */
const kept = 16_384;

export interface SuiteCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** The program is a line for the shell. */
  readonly isShell?: boolean;
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly timeLimit: number;
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
}

export interface SuiteEnd {
  readonly exitCode: number | null;
  readonly isTimedOut: boolean;
  readonly output: string;
  readonly milliseconds: number;
}

/**
 * Runs a test suite in a process group of its own, which is killed when its time is over, when the signal says so, or with this process.
 *
 * @throws Error when the program cannot be started; the signal's reason when it says so.
 */
export function runSuite(command: SuiteCommand): Promise<SuiteEnd> {
  const { program, args, isShell, cwd, environment, timeLimit, onOutput, signal } = command;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const since = performance.now();
    const isGroup = process.platform !== "win32";
    const child = spawn(program, args, { cwd, env: environment, shell: isShell === true, stdio: ["ignore", "pipe", "pipe"], detached: isGroup, windowsHide: true });
    let output = "";
    let isTimedOut = false;
    const stop = (): void => kill(child, isGroup);
    const timer = setTimeout(() => ((isTimedOut = true), stop()), timeLimit);
    const settle = (): void => {
      clearTimeout(timer);
      process.off("exit", stop);
      signal?.removeEventListener("abort", stop);
    };
    process.on("exit", stop);
    signal?.addEventListener("abort", stop);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output = (output + text).slice(-kept);
        onOutput?.(text);
      });
    }
    child.once("error", (error) => (settle(), reject(error)));
    child.once("close", (exitCode) => {
      settle();
      if (signal?.aborted === true) reject(signal.reason as Error);
      else resolve({ exitCode, isTimedOut, output, milliseconds: performance.now() - since });
    });
  });
}

function kill(child: ChildProcess, isGroup: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (isGroup) process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
  child.kill("SIGKILL");
}
