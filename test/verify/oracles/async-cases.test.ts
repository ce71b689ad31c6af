import { describe, expect, test } from "vitest";
import { type Judged, oracles } from "../../../src/verify/oracles/index.ts";
import { type Hazard, rolesMap, type Roles, seenIn, textOf, traceTasks, type World } from "./support.ts";

interface Case {
  readonly name: string;
  readonly roles: Roles;
  /** See `traceTasks`. */
  readonly schedule: string;
  readonly calls: (world: World) => readonly (() => unknown)[];
  readonly isSerial?: boolean;
  readonly isReturned?: boolean;
}

const act: Roles = { 1: "check", 2: "suspend", 3: "act" };
const update: Roles = { 1: "read", 2: "suspend", 3: "write" };
const drain: Roles = { 1: "read", 2: "suspend", 3: "act" };
const loop: Roles = { 1: "iterate", 2: "suspend", 3: "act", 4: "mutate" };
const escape: Roles = { 2: "suspend", 4: "mutate" };

function twice(call: () => unknown): (() => unknown)[] {
  return [call, call];
}

function announcedClear(hooks: World["hooks"], collection: { clear(): void }): void {
  hooks.args(3, "act", collection, []);
  collection.clear();
}

const unsafe: Readonly<Partial<Record<Hazard, readonly Case[]>>> = {
  "check-then-act-across-await": [
    { name: "has-await-set", roles: act, schedule: "12ab", calls: ({ hooks: h, load }) => {
      const cache = new Map<string, number>();
      return twice(async () => { if (!cache.has(h.value(1, "check", "k", cache, []) as string)) { const v = await load(1); cache.set("k", h.value(3, "act", v, cache, []) as number); } });
    } },
    { name: "get-undefined-await-set", roles: act, schedule: "12ba", calls: ({ hooks: h, trace, load }) => {
      const cache = new Map<string, number>();
      trace.track(cache);
      return twice(async () => { const hit = cache.get("k"); if (hit !== undefined) return; const v = await load(1); cache.set("k", h.value(3, "act", v) as number); });
    } },
    { name: "has-await-add: the second addition changes nothing, but the work was done twice", roles: act, schedule: "12ab", isSerial: false, calls: ({ hooks: h, trace, load }) => {
      const done = new Set<string>();
      trace.track(done);
      return twice(async () => { if (done.has("k")) return; await load(1); done.add(h.value(3, "act", "k", done, []) as string); });
    } },
    { name: "lazy field, and an operation on something else right after the act", roles: act, schedule: "12ab", calls: ({ hooks: h, trace, load }) => {
      const store: { c: number | null } = { c: null };
      const waiting: string[] = ["a"];
      trace.track(waiting);
      return twice(async () => { if (h.seq(h.event(1, "check", store, ["c"]), store.c !== null)) return; store.c = h.value(3, "act", await load(7), store, ["c"]) as number; waiting.splice(0); });
    } },
    { name: "find-await-push", roles: act, schedule: "12ab", calls: ({ hooks: h, trace, load }) => {
      const xs: { id: string }[] = [];
      trace.track(xs);
      return twice(async () => { if (xs.find((x) => x.id === "k")) return; await load(1); xs.push(h.value(3, "act", { id: "k" }, xs, []) as { id: string }); });
    } },
    { name: "array-length-await-push", roles: act, schedule: "12ab", isSerial: false, calls: ({ hooks: h, load }) => {
      const xs: number[] = [1, 2, 3];
      return twice(async () => { if (h.seq(h.event(1, "check", xs, []), xs.length < 4)) { const v = await load(1); xs.push(h.value(3, "act", v, xs, []) as number); } });
    } },
    { name: "capacity: size of a Set", roles: act, schedule: "12ab", isSerial: false, calls: ({ hooks: h, trace, load }) => {
      const open = new Set<object>();
      trace.track(open);
      return twice(async () => { if (open.size >= 1) return; const c = await load({}); open.add(h.value(3, "act", c, open, []) as object); });
    } },
    { name: "lazy-field-open", roles: act, schedule: "12ab", calls: ({ hooks: h, load }) => {
      const store: { c?: number } = {};
      return twice(async () => { if (!h.seq(h.event(1, "check", store, ["c"]), store.c)) store.c = h.value(3, "act", await load(7), store, ["c"]) as number; });
    } },
    { name: "object-cache: the check does not name the key", roles: act, schedule: "12ab", calls: ({ hooks: h, load }) => {
      const cache: Record<string, number> = {};
      return twice(async () => { if (h.seq(h.event(1, "check"), cache["k"] === undefined)) cache["k"] = h.value(3, "act", await load(7), cache, ["k"]) as number; });
    } },
    { name: "inflight-published-late", roles: act, schedule: "12ab", calls: ({ hooks: h, trace, load }) => {
      const m = new Map<string, Promise<number>>();
      trace.track(m);
      return twice(async () => { const running = m.get("k"); if (running) return running; await load(1); const p = Promise.resolve(1); m.set("k", h.value(3, "act", p, m, []) as Promise<number>); return p; });
    } },
    { name: "promise-then-set", roles: act, schedule: "12ab", calls: ({ hooks: h, trace, load }) => {
      const m = new Map<string, number>();
      trace.track(m);
      return twice(() => (m.has("k") ? undefined : load(1).then((v) => { m.set("k", h.value(3, "act", v, m, []) as number); })));
    } },
    { name: "parallel-callbacks of one call", roles: act, schedule: "1ab", calls: ({ hooks: h, load }) => {
      const m = new Map<string, number>();
      return [() => Promise.all(["k", "k"].map(async (k) => { if (!m.has(h.value(1, "check", k, m, []) as string)) { const v = await (h.value(2, "suspend", load(1)) as Promise<number>); m.set(k, h.value(3, "act", v, m, []) as number); } }))];
    } },
    { name: "stale-delete", roles: act, schedule: "12a", calls: ({ hooks: h, trace, load }) => {
      const m = new Map([["k", {}]]);
      trace.track(m);
      return [async () => { if (!m.get("k")) return; await load(1); m.delete(h.value(3, "act", "k", m, []) as string); }, () => m.set("k", {})];
    } },
  ],
  "lost-update-across-await": [
    { name: "rmw-counter-map", roles: update, schedule: "12ab", isSerial: false, calls: ({ hooks: h, load }) => {
      const m = new Map([["k", 10]]);
      return twice(async () => { const old = m.get(h.value(1, "read", "k", m, []) as string) ?? 0; const n = await load(1); m.set("k", h.value(3, "write", old + n, m, []) as number); });
    } },
    { name: "rmw-scalar", roles: update, schedule: "12ab", isSerial: false, calls: ({ hooks: h, load }) => {
      let total = 0;
      return twice(async () => { const old = h.seq(h.event(1, "read", total, []), total) as number; total = old + (h.value(3, "write", await load(1), total, []) as number); });
    } },
    { name: "rmw-this-property", roles: update, schedule: "12ba", isSerial: false, calls: ({ hooks: h, load }) => {
      const c = { n: 0 };
      return twice(async () => { const old = h.seq(h.event(1, "read", c, ["n"]), c.n) as number; c.n = old + (h.value(3, "write", await load(1), c, ["n"]) as number); });
    } },
    { name: "rmw-array-reassign", roles: update, schedule: "12ab", isSerial: false, calls: ({ hooks: h, load }) => {
      let rows: number[] = [];
      return twice(async () => { const old = h.seq(h.event(1, "read", rows, []), rows) as number[]; const next = [...old, await load(1)]; rows = h.value(3, "write", next, rows, []) as number[]; });
    } },
    { name: "promise-all-rmw", roles: update, schedule: "1ab", isSerial: false, calls: ({ hooks: h, load }) => {
      const t = new Map<string, number>();
      return [() => Promise.all(["a", "a"].map(async (k) => { const old = t.get(h.value(1, "read", k, t, []) as string) ?? 0; const n = await (h.value(2, "suspend", load(1)) as Promise<number>); t.set(k, h.value(3, "write", old + n, t, []) as number); }))];
    } },
    { name: "stream-and-reset", roles: update, schedule: "12a", isSerial: false, calls: ({ hooks: h, load }) => {
      const c = { n: 5 };
      return [async () => { const old = h.seq(h.event(1, "read", c, ["n"]), c.n) as number; c.n = old + (h.value(3, "write", await load(1), c, ["n"]) as number); }, () => { c.n = h.value(3, "write", 0, c, ["n"]) as number; }];
    } },
  ],
  "clear-after-await": [
    { name: "drain-await-clear", roles: drain, schedule: "12a", calls: ({ hooks: h, load }) => {
      const s = new Set(["a"]);
      return [async () => { const copy = [...(h.seq(h.event(1, "read", s, []), s) as Set<string>)]; await load(copy); announcedClear(h, s); }, () => s.add("b")];
    } },
    { name: "saved-one-by-one", roles: drain, schedule: "12a", calls: ({ hooks: h, load }) => {
      const s = new Set(["a"]);
      return [async () => { for (const x of [...(h.seq(h.event(1, "read", s, []), s) as Set<string>)]) await load(x); announcedClear(h, s); }, () => s.add("b")];
    } },
    { name: "length-set-to-zero", roles: drain, schedule: "12a", calls: ({ hooks: h, load }) => {
      const xs = ["a"];
      return [async () => { await load(JSON.stringify(h.seq(h.event(1, "read", xs, []), xs))); xs.length = h.value(3, "act", 0, xs, ["length"]) as number; }, () => xs.push("b")];
    } },
    { name: "whole-length-spliced", roles: drain, schedule: "12a", calls: ({ hooks: h, load }) => {
      const xs = ["a"];
      return [async () => { await load((h.seq(h.event(1, "read", xs, []), xs) as string[]).join("")); xs.splice(0, h.value(3, "act", xs.length, xs, []) as number); }, () => xs.push("b")];
    } },
    { name: "log-buffer-replaced: a variable", roles: drain, schedule: "12a", calls: ({ hooks: h, load }) => {
      let xs = ["a"];
      return [async () => { await load((h.seq(h.event(1, "read", xs, []), xs) as string[]).join("")); xs = h.value(3, "act", [], xs, []) as string[]; }, () => xs.push("b")];
    } },
    { name: "counts-map-replaced: a field", roles: drain, schedule: "12a", calls: ({ hooks: h, load }) => {
      const o = { counts: new Map([["a", 1]]) };
      return [async () => { await load(Object.fromEntries(h.seq(h.event(1, "read", o, ["counts"]), o.counts) as Map<string, number>)); o.counts = h.value(3, "act", new Map(), o, ["counts"]) as never; }, () => o.counts.set("a", 2)];
    } },
    { name: "dictionary-replaced", roles: drain, schedule: "12a", calls: ({ hooks: h, load }) => {
      const o: { changes: Record<string, string> } = { changes: { a: "1" } };
      return [async () => { await load({ ...(h.seq(h.event(1, "read", o, ["changes"]), o.changes) as object) }); o.changes = h.value(3, "act", {}, o, ["changes"]) as never; }, () => { o.changes["b"] = "2"; }];
    } },
  ],
  "iteration-across-await": [
    { name: "index-loop-await-array", roles: loop, schedule: "12a", calls: ({ hooks: h, load }) => {
      const xs = ["a", "b", "c"];
      return [async () => { const f = h.enter(1, () => xs, []); for (let i = 0; i < xs.length; i++) { f.step(); await load(xs[f.visit(i) as number]); } f.leave(); }, () => xs.splice(0, 1)];
    } },
    { name: "private-array-leave", roles: loop, schedule: "12a", calls: ({ hooks: h, load }) => {
      const xs = ["a", "b"];
      return [async () => { for (const x of h.loop(1, xs) as string[]) await load(x); }, () => xs.splice(0, 1)];
    } },
    { name: "for-await-shift", roles: loop, schedule: "12a", calls: ({ hooks: h, load }) => {
      const xs = [load(1), load(2)];
      return [async () => { for await (const x of h.asyncLoop(1, xs) as Promise<number>[]) void x; }, () => void xs.shift()];
    } },
    { name: "clear-and-refill", roles: loop, schedule: "12a", calls: ({ hooks: h, load }) => {
      const m = new Map([["a", 1], ["b", 2]]);
      return [async () => { for (const x of h.loop(1, m) as typeof m) await load(x); }, () => { m.clear(); m.set("a", 1).set("b", 2); }];
    } },
    { name: "await-then-delete-current", roles: loop, schedule: "12a", calls: ({ hooks: h, load }) => {
      const m = new Map([["a", 1]]);
      return [async () => { for (const [k, v] of h.loop(1, m) as typeof m) { await load(v); m.delete(h.value(3, "act", k, m, []) as string); } }, () => m.set("a", 2)];
    } },
    { name: "snapshot-delete-by-key", roles: loop, schedule: "12a", calls: ({ hooks: h, load }) => {
      const m = new Map([["a", 1]]);
      return [async () => { for (const [k, v] of [...(h.loop(1, m) as typeof m)]) { await load(v); m.delete(h.value(3, "act", k, m, []) as string); } }, () => m.set("a", 2)];
    } },
    { name: "await-loop-other-method-mutates", roles: loop, schedule: "12ab", calls: ({ hooks: h, load }) => {
      const m = new Map([["a", 1]]);
      return [async () => { for (const x of h.loop(1, m) as typeof m) await load(x); }, () => m.set("b", 2)];
    } },
    { name: "generator-yield-shared", roles: loop, schedule: "1", calls: ({ hooks: h }) => {
      const m = new Map([["a", 1]]);
      function* walk(): Generator<string> { for (const [k] of h.loop(1, m) as typeof m) yield h.value(2, "suspend", k) as string; }
      return [() => { let n = 0; for (const k of walk()) if (n++ < 3) m.set(k + "-copy", h.value(4, "mutate", 1, m, []) as number); }];
    } },
    { name: "sorted-by-another-method", roles: loop, schedule: "12a", calls: ({ hooks: h, load }) => {
      const xs = [2, 1];
      return [async () => { for (const x of h.loop(1, xs) as number[]) await load(x); }, () => xs.sort()];
    } },
  ],
  "escaping-mutation": [
    { name: "async-foreach", roles: escape, schedule: "1a", isReturned: true, calls: ({ hooks: h, load }) => [() => {
      const t = new Map<string, number>();
      void ["a"].map(async (k) => { const v = await load(1); t.set(k, h.value(4, "mutate", v, t, []) as number); });
      return t;
    }] },
    { name: "arrow-returned-object", roles: escape, schedule: "1a", isReturned: true, calls: ({ hooks: h, load }) => [() => {
      const errors: string[] = [];
      void load("e").then((e) => { errors.push(h.value(4, "mutate", e, errors, []) as string); });
      return { errors };
    }] },
    { name: "microtask-after-return", roles: escape, schedule: "1", isReturned: true, calls: ({ hooks: h }) => [() => {
      const s = new Set<string>();
      queueMicrotask(() => { s.add(h.value(4, "mutate", "x", s, []) as string); });
      return s;
    }] },
    { name: "finished-job-spliced", roles: { ...escape, 1: "iterate" }, schedule: "1ba", calls: ({ hooks: h, load }) => {
      const xs = ["a", "b", "c"];
      return [async () => { for (const x of h.loop(1, xs) as string[]) { const started = load(x); void load(x).then(() => { xs.splice(xs.indexOf(x), h.value(4, "mutate", 1, xs, []) as number); }); await (h.value(2, "suspend", started) as Promise<string>); if (x === "b") return; } }];
    } },
  ],
};

const safe: readonly Case[] = [
  { name: "lazy-field-promise", roles: act, schedule: "12a", calls: ({ hooks: h, load }) => {
    const store: { c?: Promise<number> } = {};
    return twice(() => { if (!h.seq(h.event(1, "check", store, ["c"]), store.c)) store.c = h.value(3, "act", load(7), store, ["c"]) as Promise<number>; return store.c; });
  } },
  { name: "promise-stored-first", roles: act, schedule: "12a", calls: ({ hooks: h, trace, load }) => {
    const m = new Map<string, Promise<number>>();
    trace.track(m);
    return twice(() => { let p = m.get("k"); if (!p) { p = load(1); m.set("k", h.value(3, "act", p, m, []) as Promise<number>); } return p; });
  } },
  { name: "always-written", roles: act, schedule: "12ab", calls: ({ hooks: h, load }) => {
    const m = new Map<string, number>();
    return twice(async () => { const v = await load(1); m.set("k", h.value(3, "act", v, m, []) as number); });
  } },
  { name: "checked-again", roles: act, schedule: "12ab", calls: ({ hooks: h, trace, load }) => {
    const m = new Map<string, object>();
    trace.track(m);
    return twice(async () => { if (m.get("k")) return; const c = await load({}); if (m.get("k")) return; m.set("k", h.value(3, "act", c, m, []) as object); });
  } },
  { name: "distinct keys", roles: act, schedule: "12ab", calls: ({ hooks: h, trace, load }) => {
    const m = new Map<string, number>();
    trace.track(m);
    const get = async (k: string): Promise<void> => { if (!m.has(k)) { const v = await load(1); m.set(k, h.value(3, "act", v, m, []) as number); } };
    return [() => get("a"), () => get("b")];
  } },
  { name: "find-await-push of two ids", roles: act, schedule: "12ab", calls: ({ hooks: h, trace, load }) => {
    const xs: { id: string }[] = [];
    trace.track(xs);
    const get = async (id: string): Promise<void> => { if (xs.find((x) => x.id === id)) return; await load(1); xs.push(h.value(3, "act", { id }, xs, []) as { id: string }); };
    return [() => get("a"), () => get("b")];
  } },
  { name: "flag-lock", roles: act, schedule: "12a", calls: ({ hooks: h, load }) => {
    const o = { busy: false };
    return twice(async () => { if (h.seq(h.event(1, "check", o, ["busy"]), o.busy)) return; o.busy = h.value(3, "act", true, o, ["busy"]) as boolean; await load(1); o.busy = false; });
  } },
  { name: "claimed-before", roles: act, schedule: "12a", calls: ({ hooks: h, trace, load }) => {
    const s = new Set<string>();
    trace.track(s);
    return twice(async () => { if (s.has("k")) return; s.add(h.value(3, "act", "k", s, []) as string); await load(1); s.delete("k"); });
  } },
  { name: "in-flight-with-clean-up", roles: act, schedule: "12a1b", calls: ({ hooks: h, trace, load }) => {
    const m = new Map<string, Promise<number>>();
    trace.track(m);
    return twice(() => { const running = m.get("k"); if (running) return running; const p: Promise<number> = load(1).finally(() => { if (m.get("k") === p) m.delete("k"); }); m.set("k", h.value(3, "act", p, m, []) as Promise<number>); return p; });
  } },
  { name: "taken-out-first", roles: act, schedule: "12a", calls: ({ hooks: h, trace, load }) => {
    const m = new Map([["k", {}]]);
    trace.track(m);
    return [async () => { if (!m.get("k")) return; m.delete(h.value(3, "act", "k", m, []) as string); await load(1); }, () => m.set("k", {})];
  } },
  { name: "a serial run of a hazard", roles: act, schedule: "1a2", calls: ({ hooks: h, trace, load }) => {
    const m = new Map<string, number>();
    trace.track(m);
    return twice(async () => { if (!m.has("k")) { const v = await load(1); m.set("k", h.value(3, "act", v, m, []) as number); } });
  } },
  { name: "local-map: one callback after the other", roles: act, schedule: "1ab", calls: ({ hooks: h, load }) => {
    const m = new Map<string, number>();
    return [async () => { for (const k of ["a", "b", "a"]) if (!m.has(h.value(1, "check", k, m, []) as string)) { const v = await (h.value(2, "suspend", load(1)) as Promise<number>); m.set(k, h.value(3, "act", v, m, []) as number); } }];
  } },
  { name: "write-after-await-fresh", roles: update, schedule: "12ab", isSerial: true, calls: ({ hooks: h, trace, load }) => {
    const m = new Map<string, number>();
    trace.track(m);
    return twice(async () => { const n = await load(1); m.set("k", h.value(3, "write", (m.get("k") ?? 0) + n, m, []) as number); });
  } },
  { name: "the same where nobody knows whether it is serial", roles: update, schedule: "12ab", calls: ({ hooks: h, trace, load }) => {
    const m = new Map<string, number>();
    trace.track(m);
    return twice(async () => { const n = await load(1); m.set("k", h.value(3, "write", (m.get("k") ?? 0) + n, m, []) as number); });
  } },
  { name: "promise-all-distinct", roles: update, schedule: "1ab", isReturned: true, calls: ({ hooks: h, load }) => {
    return [async () => { const t = new Map<string, number>(); await Promise.all(["a", "b"].map(async (k) => { const v = await load(1); t.set(k, h.value(3, "write", v, t, []) as number); })); return t; }];
  } },
  { name: "requests-in-progress", roles: update, schedule: "12ab", calls: ({ hooks: h, load }) => {
    const c = { n: 0 };
    const change = (by: number): void => { const old = h.seq(h.event(1, "read", c, ["n"]), c.n) as number; c.n = h.value(3, "write", old + by, c, ["n"]) as number; };
    return twice(async () => { change(1); await load(1); change(-1); });
  } },
  { name: "a sequential sum in one call", roles: update, schedule: "1ab", calls: ({ hooks: h, load }) => {
    let total = 0;
    return [async () => { for (const k of ["a", "b"]) { const old = h.seq(h.event(1, "read", total, []), total) as number; const n = await (h.value(2, "suspend", load(k)) as Promise<string>); total = h.value(3, "write", old + n.length, total, []) as number; } }];
  } },
  { name: "drain-swap-first", roles: drain, schedule: "12a", calls: ({ hooks: h, load }) => {
    const o = { dirty: new Set(["a"]) };
    return [async () => { const batch = h.seq(h.event(1, "read", o, ["dirty"]), o.dirty) as Set<string>; o.dirty = h.value(3, "act", new Set(), o, ["dirty"]) as Set<string>; await load([...batch]); }, () => o.dirty.add("b")];
  } },
  { name: "drain-splice-prefix", roles: drain, schedule: "12a", calls: ({ hooks: h, load }) => {
    const xs = ["a"];
    return [async () => { const batch = xs.splice(0, h.value(3, "act", xs.length, xs, []) as number); await load(batch); }, () => xs.push("b")];
  } },
  { name: "prefix-spliced", roles: drain, schedule: "12a", calls: ({ hooks: h, load }) => {
    const xs = ["a"];
    return [async () => { const batch = (h.seq(h.event(1, "read", xs, []), xs) as string[]).slice(); await load(batch); xs.splice(0, h.value(3, "act", batch.length, xs, []) as number); }, () => xs.push("b")];
  } },
  { name: "nobody adds while it is drained", roles: drain, schedule: "21a", calls: ({ hooks: h, load }) => {
    const s = new Set(["a"]);
    return [async () => { const copy = [...(h.seq(h.event(1, "read", s, []), s) as Set<string>)]; await load(copy); announcedClear(h, s); }, () => s.add("b")];
  } },
  { name: "invalidated-after-logout", roles: drain, schedule: "12a", calls: ({ hooks: h, trace, load }) => {
    const m = new Map([["a", 1]]);
    trace.track(m);
    return [async () => { await load(1); announcedClear(h, m); }, () => m.set("b", 2)];
  } },
  { name: "flushed-until-empty", roles: drain, schedule: "12ab", calls: ({ hooks: h, load }) => {
    const s = new Set(["a"]);
    return [async () => { while (s.size > 0) { const copy = [...(h.seq(h.event(1, "read", s, []), s) as Set<string>)]; announcedClear(h, s); await load(copy); } }, () => s.add("b")];
  } },
  { name: "await-loop-never-mutated", roles: loop, schedule: "11ab", calls: ({ hooks: h, load }) => {
    const m = new Map([["a", 1]]);
    return [async () => { for (const x of h.loop(1, m) as typeof m) await load(x); }];
  } },
  { name: "snapshot-spread", roles: loop, schedule: "12ab", calls: ({ hooks: h, load }) => {
    const xs = ["a", "b"];
    return [async () => { for (const x of h.loop(1, [...xs]) as string[]) await load(x); }, () => xs.splice(0, 1)];
  } },
  { name: "identity-before-delete", roles: loop, schedule: "12a", calls: ({ hooks: h, load }) => {
    const m = new Map([["a", {}]]);
    return [async () => { for (const [k, v] of h.loop(1, m) as typeof m) { await load(1); if (m.get(k) === v) m.delete(h.value(3, "act", k, m, []) as string); } }, () => m.set("a", {})];
  } },
  { name: "promise-all: map is through at once", roles: loop, schedule: "12ab", calls: ({ hooks: h, load }) => {
    const xs = ["a", "b"];
    return [() => Promise.all((h.method(1, xs, "map", 0) as typeof xs.map)<Promise<string>>(async (x) => load(x))), () => xs.splice(0, 1)];
  } },
  { name: "a Set from which another task deletes", roles: loop, schedule: "12ab", calls: ({ hooks: h, load }) => {
    const s = new Set(["a", "b", "c"]);
    return [async () => { for (const x of h.loop(1, s) as Set<string>) await load(x); }, () => s.delete("a")];
  } },
  { name: "listener-in-sync-loop", roles: { ...escape, 1: "iterate" }, schedule: "1a", calls: ({ hooks: h, load }) => {
    const m = new Map([["a", 1]]);
    return [() => { for (const [k] of h.loop(1, m) as typeof m) void load(1).then(() => { m.delete(h.value(4, "mutate", k, m, []) as string); }); }];
  } },
  { name: "tasks-awaited-later", roles: escape, schedule: "1a", isReturned: true, calls: ({ hooks: h, load }) => [async () => {
    const t = new Map<string, number>();
    const task = load(1).then((v) => { t.set("a", h.value(4, "mutate", v, t, []) as number); });
    await task;
    return t;
  }] },
  { name: "snapshot-in-loop", roles: { ...escape, 1: "iterate" }, schedule: "1ba", calls: ({ hooks: h, load }) => {
    const xs = ["a", "b", "c"];
    return [async () => { for (const x of h.loop(1, [...xs]) as string[]) { const started = load(x); void load(x).then(() => { xs.splice(xs.indexOf(x), h.value(4, "mutate", 1, xs, []) as number); }); await (h.value(2, "suspend", started) as Promise<string>); } }];
  } },
];

async function judged({ calls, schedule, roles, isSerial, isReturned }: Case): Promise<Judged> {
  return { log: await traceTasks(calls, schedule, roles, isReturned), sites: rolesMap(roles), isSerial };
}

describe("unsafe tasks are confirmed", () => {
  for (const [hazard, cases] of Object.entries(unsafe)) {
    test.each(cases)(`${hazard}: $name`, async (each) => {
      expect(textOf(oracles[hazard as Hazard](await judged(each)))).not.toBe("");
    });
  }
});

test.each(safe)("no oracle sees anything in the safe $name", async (each) => {
  expect(seenIn(await judged(each))).toEqual([]);
});

const inTwoTasks = Object.values(unsafe).flat().filter(({ schedule }) => schedule.includes("2"));

test.each(inTwoTasks)("no oracle sees anything when the tasks of $name come one after the other", async (each) => {
  for (const schedule of ["1.2.", "2.1."]) {
    const log = await traceTasks(each.calls, schedule, each.roles);
    expect(seenIn({ log, sites: rolesMap(each.roles), isSerial: true })).toEqual([]);
  }
});

test("the lines tell what the tasks did", async () => {
  const found = oracles["check-then-act-across-await"](await judged(unsafe["check-then-act-across-await"]![0]!));
  expect(found!.lines).toEqual(['task 1 has("k") -> false', 'task 2 has("k") -> false', 'task 1 set("k", 1) inserts', 'task 2 set("k"): 1 becomes 1', "both acted"]);
});
