import { describe, expect, test } from "vitest";
import { foundIn } from "./program-subject.ts";

const IMPORTS = 'import { Atomic, Channel, go, GoMap, Mutex, Once, pause, RWMutex, select, sleep, SteppedMap, Variable, WaitGroup } from "rangeguard/engine";';
const MADE = 'const m = SteppedMap.make("string"); const lock = new Mutex(); const rw = new RWMutex(); const group = new WaitGroup(); const done = new Channel(); const flag = new Atomic(0);';
const SET = 'yield* m.set("a", 1);';
const GET = 'yield* m.get("a");';

/** The reported places of a program with these helpers and this main task. */
const found = (body: string, helpers = ""): string[] => foundIn(`${IMPORTS} ${helpers} export function* main(words: string[], isOn: boolean) { ${MADE} ${body} }`);
const task = (body: string): string => `go(function* () { ${body} });`;
const reported = (...texts: string[]): string[] => texts.map((text) => `gomap-unsynchronized: ${text}`);

describe("two tasks that use one map are found", () => {
  test.each<[string, string]>([
    ["write and write", task(SET) + task(SET)],
    ["write and read", task(SET) + task(GET)],
    ["read and write", task(GET) + task(SET)],
    ["range and write", task("yield* m.range(function* () {});") + task(SET)],
    ["the starter reads", task(SET) + GET],
    ["the starter has counted before", `yield* group.add(1); ${task(SET + "yield* group.done();")} ${GET} yield* group.wait();`],
    ["only on some way", `${task(SET)} if (isOn) { ${GET} }`],
    ["in a loop", `for (const word of words) { ${task(SET)} }`],
    ["in a callback", `words.forEach(() => { ${task(SET)} });`],
    ["a body by its name", `function* body() { ${SET} } go(body); go(body);`],
    ["arrow functions", 'go(() => m.set("a", 1)); go(() => m.delete("a"));'],
    ["a lock on one side", task(`yield* lock.lock(); ${SET} yield* lock.unlock();`) + GET],
    ["different locks", task(`yield* lock.lock(); ${SET} yield* lock.unlock();`) + task(`yield* rw.lock(); ${GET} yield* rw.unlock();`)],
    ["a lock that was given back", task(`yield* lock.lock(); ${SET} yield* lock.unlock();`) + task(`${GET} yield* lock.lock(); yield* lock.unlock();`)],
    ["both as readers", task(`yield* rw.withRead(() => m.set("a", 1));`) + task(`yield* rw.withRead(() => m.get("a"));`)],
    ["steps that tell nobody", task(`yield* pause(); ${SET}`) + task(`yield* new Variable(1).read(); ${SET}`)],
    ["after sleeps", task(`yield* sleep(1); ${SET}`) + task(`yield* sleep(2); ${SET}`)],
    ["what readers have asked decides", "const look = function* () { if (!(yield* m.has(\"a\"))) { " + SET + " } }; go(() => rw.withRead(look)); go(() => rw.withRead(look));"],
    ["another name for it", `const other = m; ${task(SET)} ${task('yield* other.set("b", 1);')}`],
  ])("%s", (_, body) => {
    expect(found(body)).toHaveLength(1);
    expect(found(body)[0]).toMatch(/^gomap-unsynchronized: m\./);
  });

  test("the side that writes is told, or the one without a lock", () => {
    expect(found(task(GET) + task(SET))).toEqual(reported('m.set("a", 1)'));
    expect(found(task(SET) + GET)).toEqual(reported('m.set("a", 1)'));
    expect(found(task(`yield* lock.with(() => m.set("a", 1));`) + GET)).toEqual(reported('m.get("a")'));
  });

  test("a use is told once, a third one beside it", () => {
    expect(found(task('yield* m.set("a", 1);') + task('yield* m.set("b", 1);') + task('yield* m.set("c", 1);'))).toHaveLength(2);
  });

  test("through helpers", () => {
    const helper = "function* put(map: SteppedMap<string, number>, key: string) { yield* map.set(key, 1); }";
    expect(found('go(() => put(m, "a")); go(() => put(m, "b"));', helper)).toEqual(reported("map.set(key, 1)"));
    expect(found('const n = SteppedMap.make("string"); go(() => put(m, "a")); go(() => put(n, "b"));', helper)).toEqual([]);
  });

  test("in a class", () => {
    const inClass = (body: string): string[] =>
      foundIn(`${IMPORTS} class A { m = SteppedMap.make("string"); lock = new Mutex(); *put() { ${body} } *run() { go(() => this.put()); go(() => this.put()); } }`);
    expect(inClass('yield* this.m.set("a", 1);')).toEqual(reported('this.m.set("a", 1)'));
    expect(inClass('yield* this.lock.lock(); yield* this.m.set("a", 1); yield* this.lock.unlock();')).toEqual([]);
    expect(inClass('yield* this.lock.with(() => this.m.set("a", 1));')).toEqual([]);
  });
});

describe("no finding", () => {
  test.each<[string, string]>([
    ["where one task uses it", task(SET + GET)],
    ["where it is used before the start only", SET + task(SET)],
    ["where all read", task(GET) + task("yield* m.range(function* () {});") + GET],
    ["under one lock", task(`yield* lock.lock(); ${SET} yield* lock.unlock();`) + task(`yield* lock.with(() => m.set("b", 1));`)],
    ["under a lock that may be held", task(`if (isOn) yield* lock.lock(); ${SET}`) + task(`yield* lock.lock(); ${SET} yield* lock.unlock();`)],
    ["with try and finally", task(`yield* lock.lock(); try { ${SET} } finally { yield* lock.unlock(); }`) + task(`yield* lock.lock(); try { ${GET} } finally { yield* lock.unlock(); }`)],
    ["for a writer and readers of one RWMutex", task(`yield* rw.lock(); ${SET} yield* rw.unlock();`) + task(`yield* rw.rLock(); ${GET} yield* rw.rUnlock();`)],
    ["after a wait for the group", `${task(SET)} yield* group.wait(); ${GET}`],
    ["after a wait on the way to the next start", `${task(SET)} yield* group.wait(); ${task(SET)}`],
    ["after a value from a channel", `${task(SET)} yield* done.receive(); ${GET}`],
    ["after a select", `${task(SET)} yield* select([]); ${GET}`],
    ["where a task waits first", task(SET) + task(`yield* done.receive(); ${SET}`)],
    ["where a channel is the lock", task(`yield* done.send(1); ${SET} yield* done.receive();`) + task(`yield* done.send(1); ${SET} yield* done.receive();`)],
    ["in a loop over a channel", task(SET) + task(`yield* done.range(function* () { ${SET} });`)],
    ["behind an atomic flag", task(SET) + task(`while ((yield* flag.load()) === 0) yield* pause(); ${GET}`)],
    ["after a sleep", `${task(SET)} yield* sleep(10); ${GET}`],
    ["after something unknown", `${task(SET)} yield* joinAll(); ${GET}`],
    ["after steps that were kept", `const steps = group.wait(); ${task(SET)} yield* steps; ${GET}`],
    ["where the loop waits each time", `for (const word of words) { ${task(SET)} yield* group.wait(); }`],
    ["where each round makes a map", `for (const word of words) { const own = SteppedMap.make("string"); ${task('yield* own.set("a", 1);')} }`],
    ["where each round takes another map", `for (const own of [m]) { ${task('yield* own.set("a", 1);')} }`],
    ["where one or the other is started", `if (isOn) { ${task(SET)} } else { ${task(SET)} }`],
    ["where the starter ends", `${task(SET)} if (isOn) return; yield* group.wait(); ${GET}`],
    ["for steps that nobody makes", `${task(SET)} const steps = m.get("a"); return steps;`],
    ["for a variable that is assigned anew", `let n = SteppedMap.make("string"); ${task('yield* n.set("a", 1);')} n = SteppedMap.make("string"); ${task('yield* n.set("a", 1);')}`],
    ["in a function that runs once", `const once = new Once(); ${task(`yield* once.do(function* () { ${SET} });`)} ${task(`yield* once.do(function* () { ${SET} });`)}`],
    ["where what is asked under the lock decides", task(`yield* lock.lock(); if (isOn) { ${SET} } yield* lock.unlock();`) + task(`${GET} yield* lock.lock(); yield* lock.unlock();`)],
    ["with a lock from a function", task(`const own = lockOf(); yield* own.lock(); ${SET} yield* own.unlock();`) + task(SET)],
  ])("%s", (_, body) => {
    expect(found(body, "declare function lockOf(): Mutex;")).toEqual([]);
  });

  test("where a helper waits or locks", () => {
    expect(found(`${task(SET)} yield* join(group); ${GET}`, "function* join(group: WaitGroup) { yield* group.wait(); }")).toEqual([]);
    const helpers = "function* acquire(lock: Mutex) { yield* lock.lock(); } function* release(lock: Mutex) { yield* lock.unlock(); }";
    const guarded = `yield* acquire(lock); ${SET} yield* release(lock);`;
    expect(found(task(guarded) + task(guarded), helpers)).toEqual([]);
  });

  test("for what a caller does under its lock", () => {
    const text = `${IMPORTS} const m = SteppedMap.make("string"); const lock = new Mutex();
      function* start() { ${task('yield* lock.with(() => m.set("a", 1));')} ${GET} }
      export function* main() { yield* lock.lock(); yield* start(); yield* lock.unlock(); }`;
    expect(foundIn(text)).toEqual([]);
  });

  test("for a `go` or a map from elsewhere", () => {
    const text = `${IMPORTS} export function* main() { ${MADE} ${task(SET)} ${task(SET)} }`;
    expect(foundIn(text)).toHaveLength(1);
    expect(foundIn(text.replace("rangeguard/engine", "./engine"))).toEqual([]);
    expect(foundIn(text.replace("go, ", "").replace("import {", 'import { go } from "other"; import {'))).toEqual([]);
  });
});

describe("a plain Go map", () => {
  const plain = (loop: string, writer: string): string[] =>
    foundIn(`${IMPORTS} const m = GoMap.make("string"); export function write(k: string) { ${writer} } export async function all() { ${loop} }`);

  test("is found in a range that is open over an await while somebody inserts", () => {
    expect(plain("for (const [k] of m.range()) await send(k);", "m.set(k, 1);")).toEqual(reported("m"));
    expect(plain("for (const k of m.keys()) await send(k);", "m.set(k, 1);")).toEqual(reported("m"));
  });

  test("is not, where somebody deletes, where a copy is walked, under a lock", () => {
    expect(plain("for (const [k] of m.range()) await send(k);", "m.delete(k);")).toEqual([]);
    expect(plain("for (const [k] of [...m.range()]) await send(k);", "m.set(k, 1);")).toEqual([]);
    expect(plain("await mutex.acquire(); for (const [k] of m.range()) await send(k);", "m.set(k, 1);")).toEqual([]);
  });

  test("what the program has looked up before an await is told as for any other map", () => {
    expect(plain("if (!m.has('a')) m.set('a', await connect());", "m.set(k, 1);")).toEqual(["check-then-act-across-await: m.set('a', await connect())"]);
  });

  test("is found in tasks, where each use is one step", () => {
    expect(found(`const p = GoMap.make("string"); ${task('p.set("a", 1); yield* pause();')} ${task('p.set("a", 1); yield* pause();')}`)).toEqual(reported('p.set("a", 1)'));
  });
});
