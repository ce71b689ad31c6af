import type { TestName } from "../plan.ts";

/** Which test is running. */
export interface CurrentTest {
  /** Something that stands for the running test, the same for the same one: undefined outside of tests. */
  key(): object | undefined;
  name(): TestName;
}

interface VitestTask {
  readonly type: string;
  readonly name: string;
  readonly concurrent?: boolean;
  readonly suite?: VitestTask;
  readonly file?: { readonly filepath?: string };
}

interface VitestWorker {
  readonly current?: VitestTask;
  readonly filepath?: string;
}

/** As Vitest's workers have it. Where a version no longer has it there, the test is unknown. */
export class VitestTest implements CurrentTest {
  key(): object | undefined {
    const current = worker()?.current;
    return current?.type === "test" ? current : undefined;
  }

  name(): TestName {
    const state = worker();
    const test = state?.current;
    const file = test?.file?.filepath ?? state?.filepath;
    if (test === undefined || test.type !== "test" || isConcurrent(test)) return { file };
    return { file, name: namesOf(test).join(" > ") };
  }
}

function worker(): VitestWorker | undefined {
  return (globalThis as { readonly __vitest_worker__?: VitestWorker }).__vitest_worker__;
}

/** The task that began last need not be the one whose code is running. */
function isConcurrent(test: VitestTask): boolean {
  return test.concurrent === true || (test.suite !== undefined && isConcurrent(test.suite));
}

function namesOf(test: VitestTask): string[] {
  const outer = test.suite === undefined ? [] : namesOf(test.suite);
  return test.type === "test" || test.type === "suite" ? [...outer, test.name] : outer;
}

interface NodeTestContext {
  readonly name: string;
  readonly fullName?: string;
  readonly filePath?: string;
}

/** As the hooks of `node:test` tell it. */
export class NodeTest implements CurrentTest {
  readonly #running: NodeTestContext[] = [];
  readonly #file: string | undefined;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  begin(test: NodeTestContext): void {
    this.#running.push(test);
  }

  end(test: NodeTestContext): void {
    const index = this.#running.indexOf(test);
    if (index >= 0) this.#running.splice(index, 1);
  }

  key(): object | undefined {
    return this.#running[this.#running.length - 1];
  }

  name(): TestName {
    const test = this.#running[this.#running.length - 1];
    const file = test?.filePath ?? this.#file;
    return test === undefined || !this.#running.every((each) => isWithin(test, each)) ? { file } : { file, name: test.fullName ?? test.name };
  }
}

/** Whether a test is another one, or a part of it. */
function isWithin(test: NodeTestContext, outer: NodeTestContext): boolean {
  return test === outer || (outer.fullName !== undefined && test.fullName?.startsWith(`${outer.fullName} > `) === true);
}
