import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import ts from "typescript";
import { root } from "../../../fixtures/programs.ts";

const modules = ["errors", ...["word", "layout", "table", "input", "algorithm", "cas-map"].map((name) => `concurrent/cas/${name}`)];

/** What a thread does, as source text that is run elsewhere: it sees its arguments, of which `thread` counts from 0 on. */
type ThreadCode = (map: any, count: number, thread: number) => unknown;

/** The threads that begin together: `gate` counts those that are ready. */
interface Others {
  readonly gate: Int32Array;
  readonly threads: number;
  readonly thread: number;
}

function alone(): Others {
  return { gate: new Int32Array(new SharedArrayBuffer(4)), threads: 1, thread: 0 };
}

/** `CasMap` compiled into a folder of its own, for threads that load no TypeScript. */
export class CompiledCasMap {
  readonly #folder = mkdtempSync(join(tmpdir(), "cas-map-"));

  constructor() {
    for (const name of modules) {
      const text = readFileSync(join(root, `src/engine/${name}.ts`), "utf8");
      const { outputText } = ts.transpileModule(text, {
        compilerOptions: {
          target: ts.ScriptTarget.ES2023,
          module: ts.ModuleKind.ESNext,
          verbatimModuleSyntax: true,
          rewriteRelativeImportExtensions: true,
        },
      });
      const path = join(this.#folder, `${name}.js`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, outputText);
    }
    writeFileSync(join(this.#folder, "package.json"), '{ "type": "module" }');
  }

  /** Runs the code in as many threads at a time, which begin together. @returns what each gave back. */
  async run(threads: number, buffer: SharedArrayBuffer, count: number, code: ThreadCode): Promise<any[]> {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const results = Array.from({ length: threads }, (_, thread) => {
      const worker = this.start(buffer, count, code, { gate, threads, thread });
      return new Promise((resolve, reject) => {
        worker.once("message", resolve).once("error", reject);
        worker.once("exit", (status) => reject(new Error(`the thread ended with status ${status} and no result`)));
      });
    });
    return Promise.all(results);
  }

  /** Runs the code in a thread, which begins when as many as `threads` says are ready. */
  start(buffer: SharedArrayBuffer, count: number, code: ThreadCode, others: Others = alone()): Worker {
    const module = pathToFileURL(join(this.#folder, "concurrent/cas/cas-map.js")).href;
    const text = `
      const { parentPort, workerData: { buffer, count, gate, threads, thread } } = require("node:worker_threads");
      import(${JSON.stringify(module)}).then(({ CasMap }) => {
        const map = CasMap.attach(buffer);
        Atomics.add(gate, 0, 1);
        while (Atomics.load(gate, 0) < threads);
        parentPort.postMessage((${code.toString()})(map, count, thread));
      });`;
    return new Worker(text, { eval: true, workerData: { buffer, count, ...others } });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
