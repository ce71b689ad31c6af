import { describe, expect, test } from "vitest";
import { changesCalls, isLock } from "../../src/hazards/lock-names.ts";
import { noSettings } from "../../src/hazards/settings.ts";
import { hazardsOf } from "./program-subject.ts";

/** Does an outdated check remain, for one of two calls that come one after the other? */
const isFound = (text: string, lockFunctions: readonly string[] = []): boolean =>
  hazardsOf(text, { ...noSettings, lockFunctions }).some((found) => found.startsWith("check-then-act"));
const inClass = (members: string): string => `class A { m = new Map<string, Conn>(); db?: Conn; tail = Promise.resolve(); pending?: Promise<Conn>; state = "new"; busy = false; version = 0; ${members} }`;
const inMethod = (body: string): string => inClass(`async get(k: string) { ${body} }`);
const MAKE = "if (!this.m.has(k)) this.m.set(k, await open(k));";

test("without protection there is a finding", () => {
  expect(isFound(inMethod(MAKE))).toBe(true);
});

describe("names of locks", () => {
  test.each(["this.mutex.runExclusive", "lock", "this.lock.acquire", "withLock", "locks.request", "navigator.locks.request", "this.writeQueue.add", "semaphore.acquire", "synchronized", "acquireLock", "limit"])(
    "%s",
    (name) => expect(isLock(name, [])).toBe(true),
  );

  test.each(["this.m.get", "open", "fetch", "block", "this.clock", "unlocked.get", "list.add", "release"])("not %s", (name) => {
    expect(isLock(name, [])).toBe(false);
  });

  test("those that the user gives: bare names stand for every path that ends in them, dotted ones for themselves", () => {
    expect(isLock("oneByOne", ["oneByOne"])).toBe(true);
    expect(isLock("this.oneByOne", ["oneByOne"])).toBe(true);
    expect(isLock("noneByOne", ["oneByOne"])).toBe(false);
    expect(isLock("this.gate.enter", ["this.gate.enter"])).toBe(true);
    expect(isLock("this.gate.enter", ["gate.enter"])).toBe(false);
    expect(isLock("this.gate.enter", ["this.door.enter"])).toBe(false);
  });
});

describe("a lock protects", () => {
  test.each<[string, string]>([
    ["a callback that it runs", inMethod(`return this.mutex.runExclusive(async () => { ${MAKE} });`)],
    ["what comes after it has been acquired", inMethod(`const release = await this.mutex.acquire(); try { ${MAKE} } finally { release(); }`)],
    ["a private method that is called under it only", inClass(`get(k: string) { return this.mutex.runExclusive(() => this.make(k)); } private async make(k: string) { ${MAKE} }`)],
    ["a callback in a chain of promises", inMethod(`this.tail = this.tail.then(async () => { ${MAKE} });`)],
    ["one whose turn it is", inMethod(`const before = this.tail; this.tail = mine; await before; ${MAKE}`)],
  ])("%s", (_, text) => {
    expect(isFound(text)).toBe(false);
  });

  test.each<[string, string]>([
    ["what comes before it", inMethod(`if (!this.m.has(k)) { await this.mutex.acquire(); this.m.set(k, await open(k)); }`)],
    ["a way around it", inClass(`get(k: string) { return this.mutex.runExclusive(() => this.make(k)); } also(k: string) { return this.make(k); } private async make(k: string) { ${MAKE} }`)],
    ["what others can call directly", inClass(`get(k: string) { return this.mutex.runExclusive(() => this.make(k)); } async make(k: string) { ${MAKE} }`)],
    ["what it is acquired for on some way only", inMethod(`if (k) await this.mutex.acquire(); ${MAKE}`)],
  ])("not %s", (_, text) => {
    expect(isFound(text)).toBe(true);
  });

  test("where the user says that it is one", () => {
    const callback = inMethod(`return oneByOne(async () => { ${MAKE} });`);
    const awaited = inMethod(`await this.gate.enter(); ${MAKE}`);
    expect([isFound(callback), isFound(callback, ["oneByOne"])]).toEqual([true, false]);
    expect([isFound(awaited), isFound(awaited, ["this.gate.enter"])]).toEqual([true, false]);
    expect(isFound(awaited, ["this.door.enter"])).toBe(true);
  });
});

describe("a claim before the wait protects", () => {
  test.each<[string, string]>([
    ["a busy flag", `if (this.busy) return; this.busy = true; ${MAKE} this.busy = false;`],
    ["a state", `if (this.state !== "new") return; this.state = "making"; this.db = await open(k); this.state = "done";`],
    ["the pending promise", `if (!this.pending) this.pending = open(k); this.db = await this.pending; return this.db;`],
    ["the pending promise of an async closure", `if (!this.pending) this.pending = (async () => { const c = await open(k); this.db = c; return c; })(); return this.pending;`],
    ["a single flight", `if (this.db) return this.db; if (!this.pending) { this.pending = open(k).then((c) => { this.db = c; return c; }); } return this.pending;`],
    ["a placeholder", `if (this.m.has(k)) return; this.m.set(k, nothing); this.m.set(k, await open(k));`],
    ["what is taken out", `if (!this.m.delete(k)) return; await open(k); this.m.set(k, done);`],
  ])("%s", (_, body) => {
    expect(isFound(inMethod(body))).toBe(false);
  });

  test.each<[string, string]>([
    ["a flag that nobody asks", `this.busy = true; ${MAKE} this.busy = false;`],
    ["a flag that is set too late", `if (this.busy) return; await tick(); this.busy = true; ${MAKE}`],
    ["a flag that is set to what it is", `if (this.busy) return; this.busy = false; ${MAKE}`],
  ])("not %s", (_, body) => {
    expect(isFound(inMethod(body))).toBe(true);
  });
});

describe("another look after the wait protects", () => {
  test.each<[string, string]>([
    ["at the same entry", `if (!this.m.has(k)) { const c = await open(k); if (!this.m.has(k)) this.m.set(k, c); }`],
    ["at the same member, and a return", `if (!this.db) { const c = await open(k); if (this.db) return this.db; this.db = c; }`],
    ["at a version that was kept", `const { version } = this; if (!this.m.has(k)) { const c = await open(k); if (version === this.version) this.m.set(k, c); }`],
    ["with ??=", `if (!this.db) { const c = await open(k); this.db ??= c; }`],
  ])("%s", (_, body) => {
    expect(isFound(inMethod(body))).toBe(false);
  });

  test.each<[string, string]>([
    ["at the same key of another collection", `if (!this.m.has(k)) { const c = await open(k); if (!this.other.has(k)) this.m.set(k, c); }`],
    ["before one more wait", `if (!this.m.has(k)) { const c = await open(k); if (!this.m.has(k)) { await tick(); this.m.set(k, c); } }`],
    ["at what was opened", `if (!this.m.has(k)) { const c = await open(k); if (c.ok) this.m.set(k, c); }`],
  ])("not %s", (_, body) => {
    expect(isFound(inMethod(body))).toBe(true);
  });

  test("not at another entry", () => {
    expect(isFound(inMethod(`if (!this.m.has(k)) { const c = await open(k); if (!this.m.has("all")) this.m.set(k, c); }`))).toBe(true);
  });
});

test.each(["p.Mutex()", "@WithLock", "Synchronized", "p.default MemoizeAsync", "async-lock.default guard", "redlock.Use()", "runOnce", "singleFlight", "UseInterceptors CacheInterceptor", "SERIAL_QUEUE"])(
  "%s may change calls of what it decorates",
  (names) => expect(changesCalls(names)).toBe(true),
);

test.each(["p.Get()", "inversify.postConstruct()", "Block", "web.ClockTick", "InMemoryStore", "Async", "HostListener"])("%s decorates without changing calls", (names) => {
  expect(changesCalls(names)).toBe(false);
});
