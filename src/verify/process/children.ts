import process from "node:process";
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { Child, type CaseOptions, type ChildOptions } from "./child.ts";
import { ChildStartError, type CaseResult } from "./result.ts";

export interface ChildrenOptions {
  /** The runner: a path or URL of a module that exports `run`, see `RunnerModule`. It must be JavaScript that Node can load. */
  readonly runner: string | URL;
  /** How many processes run at a time: as many as there are processors, but not more than 8, by default. */
  readonly concurrency?: number;
  /** How long a case may take, in milliseconds: 10,000 by default. */
  readonly caseTimeLimit?: number;
  /** How many megabytes the JavaScript heap of a process may take: 512 by default. With buffers and code it may take 256 more. */
  readonly memoryLimit?: number;
  /** The working folder of the processes, which is the project's: this process's own by default. */
  readonly cwd?: string;
  /** How long a process may take until it is ready, in milliseconds: 20,000 by default. */
  readonly startTimeLimit?: number;
  /** Names of environment variables that the code may see, beside those that every program needs: none by default. */
  readonly environment?: readonly string[];
  /** Whether to use Node's permission model where there is one, beside the replaced built-in modules: true by default. */
  readonly permissionModel?: boolean;
  /** The compiled main module of the child, where it is not beside this file. */
  readonly main?: URL;
}

interface Job {
  readonly payload: unknown;
  readonly options: CaseOptions;
  readonly resolve: (result: CaseResult) => void;
  readonly reject: (error: Error) => void;
}

/** How much the whole process may take above its heap, in megabytes: code, buffers, threads. */
const aboveHeap = 256;

/** How often a case is tried whose process ends for something else. */
const attempts = 3;

/** Processes that run cases. They start when there is something to do; a process that a case has ended is followed by a new one. */
class Children {
  readonly #options: ChildOptions;
  readonly #timeLimit: number;
  readonly #concurrency: number;
  readonly #queue: Job[] = [];
  readonly #idle: Child[] = [];
  readonly #all = new Set<Child>();
  #busy = 0;
  #closed: Error | null = null;

  constructor(options: ChildrenOptions) {
    const memoryLimit = options.memoryLimit ?? 512;
    this.#timeLimit = options.caseTimeLimit ?? 10_000;
    this.#concurrency = options.concurrency ?? Math.min(8, availableParallelism());
    this.#options = {
      main: options.main ?? new URL(import.meta.url.endsWith(".ts") ? "../child/main.ts" : "../child/main.js", import.meta.url),
      cwd: options.cwd ?? process.cwd(),
      runner: urlOf(options.runner),
      memoryLimit,
      processMemory: (memoryLimit + aboveHeap) * 2 ** 20,
      startTimeLimit: options.startTimeLimit ?? 20_000,
      environment: options.environment ?? [],
      permissionModel: options.permissionModel ?? true,
    };
  }

  /**
   * Runs a case as soon as a process is free.
   * @param payload JSON, for the runner.
   * @throws ChildStartError when no process can be started, or when these are closed.
   */
  run(payload: unknown, options: Partial<CaseOptions> = {}): Promise<CaseResult> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== null) return reject(this.#closed);
      this.#queue.push({ payload, options: { timeLimit: this.#timeLimit, ...options }, resolve, reject });
      this.#work();
    });
  }

  /** Ends all processes. Cases that have no result yet are rejected with `reason`. Resolves when everything is gone. */
  async close(reason: Error = new ChildStartError("The processes have been closed.")): Promise<void> {
    this.#closed ??= reason;
    for (const job of this.#queue.splice(0)) job.reject(this.#closed);
    for (const child of this.#all) child.kill();
    await Promise.all(Array.from(this.#all, ({ ended }) => ended));
  }

  #work(): void {
    while (this.#busy < this.#concurrency) {
      const job = this.#queue.shift();
      if (job === undefined) return;
      this.#busy++;
      void this.#do(job).finally(() => {
        this.#busy--;
        this.#work();
      });
    }
  }

  async #do(job: Job): Promise<void> {
    try {
      for (let attempt = 1; attempt <= attempts; attempt++) {
        const outcome = await this.#try(job);
        if (this.#closed !== null) throw this.#closed;
        if (outcome !== "again") return job.resolve(outcome);
      }
      throw new ChildStartError(`The process for a case ended ${attempts} times before the case began.`);
    } catch (error) {
      job.reject(this.#closed ?? (error as Error));
    }
  }

  async #try({ payload, options }: Job): ReturnType<Child["run"]> {
    const child = this.#take();
    await child.ready;
    const outcome = await child.run(payload, options);
    if (!child.isOver) this.#idle.push(child);
    return outcome;
  }

  #take(): Child {
    for (let child = this.#idle.pop(); child !== undefined; child = this.#idle.pop()) if (!child.isOver) return child;
    return this.#start();
  }

  #start(): Child {
    if (this.#closed !== null) throw this.#closed;
    try {
      const child = new Child(this.#options);
      this.#all.add(child);
      void child.ended.then(() => this.#all.delete(child));
      return child;
    } catch (cause) {
      throw new ChildStartError(`A process for the cases could not be started: ${String(cause)}`, { cause });
    }
  }
}

export interface RunCasesOptions extends ChildrenOptions {
  /** Is told of each result, in the order in which they come. */
  readonly onResult?: (index: number, result: CaseResult) => void;
  /** Is told what runners note. */
  readonly onNote?: (index: number, value: unknown) => void;
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends all processes when it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Runs cases in child processes: one after the other in each of them.
 * @returns the results, in the order of the cases.
 * @throws ChildStartError when no process can be started; the signal's reason when it is aborted.
 */
export async function runCases<Payload, Answer>(cases: readonly Payload[], options: RunCasesOptions): Promise<CaseResult<Answer>[]> {
  const { onResult, onNote, onProgress, signal } = options;
  signal?.throwIfAborted();
  const children = new Children(options);
  const abort = (): void => void children.close(errorOf(signal?.reason));
  signal?.addEventListener("abort", abort, { once: true });
  let done = 0;
  try {
    return await Promise.all(
      cases.map(async (payload, index) => {
        const result = await children.run(payload, { onNote: (value) => onNote?.(index, value) });
        onResult?.(index, result);
        onProgress?.(++done, cases.length);
        return result as CaseResult<Answer>;
      }),
    );
  } finally {
    signal?.removeEventListener("abort", abort);
    await children.close();
  }
}

function errorOf(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function urlOf(runner: string | URL): string {
  if (runner instanceof URL) return runner.href;
  return URL.canParse(runner) && !/^[a-z]:[\\/]/i.test(runner) ? runner : pathToFileURL(runner).href;
}
