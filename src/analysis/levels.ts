import type { Level } from "../hazards/types.ts";
import type { Event, Ref } from "../ir/types.ts";
import type { Act } from "./acts.ts";
import type { AtomId } from "./atoms.ts";
import { calledName } from "./names.ts";
import type { Read } from "./reads.ts";
import type { TaskContext } from "./task-context.ts";

/*
 * What decides between `recommended` and `strict` for the hazards across an await, in one place. Recommended is what does harm when it
 * happens twice: a resource that nobody closes, a promise of atomicity that is broken, a pending promise that is meant to be shared and is
 * published too late. A value that is merely computed twice is strict.
 */

const resources: ReadonlySet<string> = new Set([
  ...["process", "watcher", "connection", "connections", "connector", "conn", "conns", "subscription", "session", "sessions", "server", "worker", "workers"],
  ...["socket", "sockets", "client", "clients", "browser", "stream", "pool", "database", "db", "transport", "channel", "lease", "producer", "tunnel"],
  ...["daemon", "device", "camera", "recorder", "player", "lock", "mutex", "agent", "driver", "engine", "runtime", "instance", "container", "sandbox"],
  ...["backend", "throttler", "limiter", "scheduler", "listener", "observer", "credentials", "token", "ws", "peer", "room", "rooms", "bot", "vm"],
]);
const opens = /(?:^|\.)(?:open|connect|spawn|fork|listen|launch|start|subscribe|acquire|watch|mount|attach|join|login|bind|dial|handshake|boot|spin|createConnection|createServer|createClient|createSession|createWorker|createPool|createBrowser|createProcess)(?=$|[A-Z(])/;
const promisesAtomicity = /getOrCreate|getOrInsert|getOrSet|getOrAdd|findOrCreate|createIf|IfNotExists|IfAbsent|IfMissing|ensure|once\b|singleton|putIf|setIf|addIf|reserve|claim|upsert/i;
const opensOnce = /^(?:connect\w*|open\w*|login\w*|authenticate\w*|refresh\w*)$/i;
/** What an owner calls once, when it is set up. */
const setsUp = /^(?:init\w*|start|stop|run|main|setup|configure|bootstrap|listen|launch|serve|install|mount|activate|boot|register|on[A-Z]\w*|ng[A-Z]\w*|component[A-Z]\w*|before\w*|after\w*)(?:Async|Server|App)?$/;

const lastName = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/** The level of an act that follows an outdated check. */
export function actLevel(context: TaskContext, act: Act, read: Read, suspension: Ref): Level {
  const { fn } = context;
  // What a called function writes in the end, it may have looked at in ways that do not show here.
  if (act.effect || isAlone(context, act)) return "strict";
  const name = lastName(fn.info.name);
  if (promisesAtomicity.test(name)) return "recommended";
  if (isPending(context, act)) return "recommended";
  if (read.how === "size") return isLimit(context, read) ? "recommended" : "strict";
  if (read.partly && !opens.test(name)) return "strict";
  const target = context.textOf(read.ref);
  if (setsUp.test(name)) return "strict";
  if (isResource(context, target, act, suspension)) return "recommended";
  if (act.operation === "assign" && opensOnce.test(name)) return "recommended";
  return "strict";
}

const testFile = /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|fixtures?|testing|test-utils?|examples?|scripts|tools|benchmarks?)\/|[.-](?:test|spec|e2e|stories|bench)\.[cm]?[jt]sx?$/i;

/**
 * Nobody comes in between: the file is one of tests or a script, which do one thing after the other; or the place is a local of one call of the
 * function around this one, which hands it to somebody who may run it once.
 */
export function isAlone(context: TaskContext, { place }: { readonly place: AtomId }): boolean {
  const { fn, graph } = context;
  if (testFile.test(fn.unit.file)) return true;
  if (context.ownerOf(place) <= 0) return false;
  const escape = graph.escapeOf(fn);
  return escape === undefined || escape.how === "passed";
}

/** `slots.length < 4`: room for so many. That a list is empty is no promise of room. */
function isLimit({ values }: TaskContext, read: Read): boolean {
  return values.fn.events.some((event) => {
    if (event.op !== "compute" || !/^[<>]=?$/.test(event.operator) || !event.operands.includes(read.ref)) return false;
    return event.operands.every((operand) => {
      const other = values.fn.events[operand]!;
      return other.op !== "constant" || other.value !== 0;
    });
  });
}

/** An object of a class that does one thing for one caller. */
export const isOneTask = (name: string): boolean => /(?:Task|Job|Session|Request|Context|Transaction|Visitor|Import|Importer|Command|Migration|Generator|Builder|Parser|Reader|Writer|Runner|Step|Operation|Handler)\./.test(name);

/** By the names: what the place holds, what is called to make it, what class is constructed. */
function isResource(context: TaskContext, target: string, act: Act, suspension: Ref): boolean {
  const { values } = context;
  const made = values.fn.events[suspension]!;
  const call: Event | undefined = made.op === "suspend" && made.value !== undefined ? values.fn.events[made.value] : undefined;
  // A module is loaded once, however often it is asked for.
  if (call?.op === "unknown") return false;
  const called = call?.op === "call" ? calledName(values.fn, call) : "";
  const constructed = /^(?:await\s+)?new\s+([\w.]+)/.exec(act.value === undefined ? "" : context.textOf(act.value))?.[1] ?? "";
  return opens.test(called) || namesResource(placeName(target)) || namesResource(constructed);
}

/** `this.conns.get(id)` -> `conns`, `this.connection` -> `connection`. */
function placeName(text: string): string {
  const name = text.replace(/\s+/g, "").replace(/(?:\??\.(?:get|has|find|some|at))?\(.*$|\[.*$/s, "");
  return lastName(name.replaceAll("?", ""));
}

/** The last word of a name says what it is: `dbConnection` is a connection, `connectionCount` is none. */
function namesResource(name: string): boolean {
  const words = lastName(name).split(/(?=[A-Z][a-z])|[_#$-]+/).filter((word) => word !== "");
  const last = words.at(-1)?.toLowerCase() ?? "";
  return resources.has(last) || (resources.has((words.at(-2) ?? "").toLowerCase()) && /^(?:promise|by\w*|map|cache|ref|handle|info)$/.test(last));
}

/** What is written is itself a promise that nobody has waited for: it was meant to be shared. */
function isPending({ values, graph, fn }: TaskContext, { value }: Act): boolean {
  if (value === undefined) return false;
  const atom = values.atom(values.resolve(values.of(value)));
  if (atom.tag !== "result" && atom.tag !== "allocation") return false;
  const event = values.fn.events[atom.ref]!;
  if (event.op === "allocate") return event.kind === "Promise";
  if (event.op !== "call") return false;
  return graph.callsIn(fn).some(({ ref, target }) => ref === atom.ref && target.info.async) || /^(?:start|load|fetch|open|connect|request|create|run|do)[A-Z]?\w*Promise$/.test(calledName(values.fn, event));
}

/** When nothing is to come after it, nothing is lost. */
export const isGoodbye = (name: string): boolean => /(?:^|\.)(?:#|_)?(?:close|destroy|dispose|stop|end|shutdown|teardown|tearDown|terminate|cleanup|cleanUp|reset|kill|disconnect|unload|unmount|deactivate|onDestroy|abort|clear)\w*$/.test(name);

/** Which marks of a Set mean that something is still to be done: put in again, such a mark is a new one. */
export const marksWork = /dirty|changed|modified|stale|invalid|outdated|touched|unsaved/i;
