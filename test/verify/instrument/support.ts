import { setImmediate as nextTurn } from "node:timers/promises";
import { compileFunction } from "node:vm";
import { ts } from "ts-morph";
import { atOnce, LoopAtOnce } from "../../../src/verify/instrument/at-once.ts";
import { emit } from "../../../src/verify/instrument/emit.ts";
import { type Frame, type Hooks, hooksKey } from "../../../src/verify/instrument/hooks.ts";
import { instrument } from "../../../src/verify/instrument/instrument.ts";
import { observeAsyncIterable, observeIterable, observeMethod } from "../../../src/verify/instrument/observe.ts";
import type { Site, SiteRole } from "../../../src/verify/site.ts";

export type Call = readonly [hook: string, ...details: unknown[]];

/** Hooks that change nothing and write down how they are called. */
export function recordingHooks(calls: Call[] = []): Hooks {
  const log = (...call: Call): void => void calls.push(call);
  const observer = (id: number) => ({
    opened: () => log("open", id),
    visited: (item: unknown, key?: unknown) => (key === undefined ? log("visit", id, item) : log("visit", id, item, key)),
    closed: (how: string) => log("close", id, how),
  });
  const rest = (root: unknown, path: unknown): unknown[] => (path === undefined ? [] : [root, path]);
  return {
    loop: (id, iterable, collection) => (log("loop", id, collection), observeIterable(iterable, observer(id))),
    asyncLoop: (id, iterable, collection) => (log("asyncLoop", id, collection), observeAsyncIterable(iterable, observer(id))),
    iterator: (id, iterator, collection) => (log("iterator", id, collection), iterator),
    next: (id, _iterator, result) => (log("next", id, (result as { value?: unknown } | undefined)?.value), result),
    closed: (id) => log("closed", id),
    method: (id, receiver, name, flags, collection) => (log("method", id, name, collection), observeMethod(receiver, name, flags, "it", observer(id))),
    enter: (id, root, path) => (log("enter", id, ...rest(valueOf(root), path)), recordingFrame(id, log)),
    event: (id, role, root, path) => log("event", id, role, ...rest(root, path)),
    value: (id, role, value, root, path) => (log("value", id, role, value, ...rest(root, path)), value),
    args: (id, role, root, path) => (log("args", id, role, ...rest(root, path)), []),
    stepped: (id, receiver, name) => (log("stepped", id, name), atOnce(receiver, name)),
    steppedLoop: (id, receiver, name) => (log("steppedLoop", id, name), new LoopAtOnce(receiver, name)),
    seq: (_first, second) => second,
    pass: (value, body) => body(value),
    module: (file, scope) => log("module", file, scope),
    privates: (owner, name, fields) => log("privates", owner, name, fields),
  };
}

function valueOf(root: (() => unknown) | undefined): unknown {
  try {
    return root?.();
  } catch {
    return undefined;
  }
}

function recordingFrame(id: number, log: (...call: Call) => void): Frame {
  return {
    over: (object) => (log("over", id, object), object),
    step: (key) => log("step", id, key),
    visit: (index) => (log("visit", id, index), index),
    leave: () => log("leave", id),
  };
}

export function installHooks(hooks: Hooks = recordingHooks()): void {
  (globalThis as { [hooksKey]?: Hooks })[hooksKey] = hooks;
}

/** Sites at the nth occurrences of pieces of text: `["iterate", "m"]`, `["read", "m", 2]`. */
export function sitesAt(source: string, ...places: readonly (readonly [SiteRole, string, number?])[]): Site[] {
  return places.map(([role, text, occurrence = 1], index) => {
    let start = -1;
    for (let count = 0; count < occurrence; count++) start = source.indexOf(text, start + 1);
    if (start < 0) throw new Error(`no ${text} in ${source}`);
    return { id: index + 1, role, file: "a.ts", start, end: start + text.length };
  });
}

const roles: readonly SiteRole[] = ["check", "act", "read", "write", "mutate", "suspend", "defer"];

/** A site for every loop, and one for each expression and statement for which `pick` gives the number of a role. */
export function sitesEverywhere(source: string, fileName: string, pick: (index: number) => number): Site[] {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true);
  const sites: Site[] = [];
  const add = (role: SiteRole, node: ts.Node): void => {
    sites.push({ id: sites.length + 1, role, file: fileName, start: node.getStart(file), end: node.end });
  };
  let index = 0;
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (ts.isForOfStatement(node) || ts.isForInStatement(node)) add("iterate", node.expression);
    else if (ts.isIterationStatement(node, false)) add("iterate", node);
    else if (ts.isCallExpression(node) && /\b(forEach|map|filter|some|find|reduce|values|keys|entries)$/.test(node.expression.getText(file))) add("iterate", node);
    if (!ts.isExpression(node) && !ts.isStatement(node)) return;
    const role = roles[pick(index++)];
    if (role && !ts.isSourceFile(node)) add(role, node);
  };
  visit(file);
  return sites;
}

export interface Outcome {
  readonly events: readonly string[];
  readonly error?: string;
}

/** Runs JavaScript as the body of a function with `log`, and waits until nothing of it goes on. It may not wait for timers. */
async function run(code: string): Promise<Outcome> {
  const events: string[] = [];
  const log = (...values: unknown[]): void => {
    if (events.length > 5000) throw new Error("too many events");
    events.push(values.map(show).join(" "));
  };
  let error: string | undefined;
  try {
    const main = compileFunction(`${code}\nreturn typeof main === "function" ? main : undefined;`, ["log"])(log) as (() => unknown) | undefined;
    const result = main?.();
    log("synchronous part over");
    log("result", await result);
  } catch (thrown) {
    error = show(thrown);
  }
  // What has not been awaited goes on.
  await nextTurn();
  return { events, error };
}

function show(value: unknown): string {
  if (typeof value === "function") return `function ${value.name}`;
  if (value instanceof Map || value instanceof Set) return `${value.constructor.name}${JSON.stringify([...value])}`;
  // The message quotes the source, which hooks are part of.
  if (value instanceof Error) return `${value.name}: ${value.message.replace(/^.* is not a (function|constructor)( or .*)?$/, "is not a $1")}`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function plain(source: string, fileName = "a.ts"): string {
  return fileName.endsWith(".js") ? source : emit(source, fileName, "commonjs").code;
}

/** Runs a program as it is and with hooks; both are given the same text in the same form. */
export async function both(source: string, sites: readonly Site[], fileName = "a.ts"): Promise<{ plain: Outcome; hooked: Outcome; calls: Call[]; code: string }> {
  const { code } = instrument(source, fileName, sites, { format: "commonjs" });
  const calls: Call[] = [];
  const before = await run(plain(source, fileName));
  installHooks(recordingHooks(calls));
  return { plain: before, hooked: await run(code), calls, code };
}
