import childProcess from "node:child_process";
import cluster from "node:cluster";
import inspector from "node:inspector";
import process from "node:process";
import v8 from "node:v8";
import wasi from "node:wasi";
import workerThreads from "node:worker_threads";
import { replace, type Refuse } from "./blocked.ts";
import type { AccessKind, CaseEnd } from "./protocol.ts";

/** Functions that are refused by throwing, as Node's permission model does. */
const refused: readonly (readonly [object, AccessKind, string, readonly string[]])[] = [
  [childProcess, "process", "child_process", ["spawn", "spawnSync", "fork", "exec", "execSync", "execFile", "execFileSync"]],
  [cluster, "process", "cluster", ["fork"]],
  [process, "process", "process", ["chdir", "execve", "_kill", "_debugProcess"]],
  [process, "process", "process", ["setuid", "seteuid", "setgid", "setegid", "setgroups", "initgroups"]],
  [process, "native", "process", ["dlopen", "binding", "_linkedBinding"]],
  [v8, "limits", "v8", ["setFlagsFromString", "setHeapSnapshotNearHeapLimit"]],
  [v8, "write", "v8", ["writeHeapSnapshot"]],
  [process.report, "write", "process.report", ["writeReport"]],
  [inspector, "network", "inspector", ["open"]],
];

const { getBuiltinModule } = process as { getBuiltinModule?: (name: string) => object | undefined };

/** What Node has from 22.5 on. Its files are opened by SQLite, which no permission of Node's stops. */
const sqlite = getBuiltinModule?.("node:sqlite") ?? {};

const classes: readonly (readonly [object, AccessKind, string, string])[] = [
  [workerThreads, "process", "worker_threads", "Worker"],
  [wasi, "native", "wasi", "WASI"],
  [inspector, "limits", "inspector", "Session"],
  [sqlite, "write", "sqlite", "DatabaseSync"],
];

/**
 * Refuses processes, threads and native code, and takes what would end this process as the end of the case.
 * @param end does not return.
 */
export function guardProcess(refuse: Refuse, end: (end: CaseEnd) => never): void {
  for (const [holder, kind, module, names] of refused) {
    for (const name of names) {
      replace(holder, name, () => (...args) => {
        throw refuse(kind, `${module}.${name}(${typeof args[0] === "string" ? args[0] : ""})`);
      });
    }
  }
  for (const [holder, kind, module, name] of classes) guardClass(holder, name, () => refuse(kind, `new ${module}.${name}`));
  guardEnds(refuse, end);
}

function guardEnds(refuse: Refuse, end: (end: CaseEnd) => never): void {
  for (const name of ["exit", "reallyExit"]) {
    replace(process, name, () => (code = process.exitCode ?? 0) => end({ kind: "exit", detail: at(`process.${name}(${String(code)})`) }));
  }
  replace(process, "abort", () => () => end({ kind: "crash", detail: at("process.abort()") }));
  replace(process, "kill", () => (pid, signal = "SIGTERM") => {
    const call = `process.kill(${String(pid)}, ${String(signal)})`;
    if (pid === process.pid && signal !== 0) return end({ kind: "exit", detail: at(call) });
    throw refuse("process", call);
  });
}

/** A call, and where it was made. */
function at(call: string): string {
  const frames = new Error().stack?.split("\n").slice(3, 7) ?? [];
  return [call, ...frames].join("\n");
}

/** Makes a class that cannot be constructed. `instanceof` and static members stay. */
function guardClass(holder: object, name: string, refusal: () => Error): void {
  const original: unknown = Reflect.get(holder, name);
  if (typeof original !== "function") return;
  const construct = (): never => {
    throw refusal();
  };
  Object.defineProperty(holder, name, { value: new Proxy(original, { construct }), writable: true, configurable: true, enumerable: true });
}
