import { asked, askedAll, beforeChange, clear, moved, overwritten, permuted, put, remove, spliced } from "./operations.ts";
import { list } from "./natives.ts";
import type { Patcher, Watch } from "./patch.ts";
import { ListShadow, type Slot } from "./shadow.ts";

/** Patches what the trace watches: the collections of the language, and the lists of pairs of the platform. */
export function patchCollections(patches: Patcher): void {
  for (const prototype of [Map.prototype, Set.prototype, WeakMap.prototype, WeakSet.prototype]) patchKeyed(patches, prototype);
  patchLists(patches, Array.prototype);
  patchLists(patches, Object.getPrototypeOf(Uint8Array.prototype) as object);
  for (const prototype of [URLSearchParams.prototype, Headers.prototype, FormData.prototype]) patchPairs(patches, prototype);
}

function patchKeyed(patches: Patcher, prototype: object): void {
  const patch = (name: string, after: Watch["after"]): void => patches.patch(prototype, name, { after });
  patch("set", (recorder, record, _map, args) => put(recorder, record, "set", normal(args[0]), args[1]));
  patch("add", (recorder, record, _set, args) => put(recorder, record, "add", normal(args[0]), args[0]));
  patch("delete", (recorder, record, isGone, args) => remove(recorder, record, normal(args[0]), isGone as boolean));
  patch("clear", (recorder, record) => clear(recorder, record));
  patches.patch(prototype, "has", question("has"));
  patches.patch(prototype, "get", question("get"));
  patch("size", (recorder, record, size) => askedAll(recorder, record, "size", "size", size));
}

function question(kind: "has" | "get"): Watch {
  return { after: (recorder, record, outcome, args) => asked(recorder, record, kind, kind, outcome, normal(args[0])) };
}

/** Maps take -0 for 0. */
const normal = (key: unknown): unknown => (key === 0 ? 0 : key);

function patchLists(patches: Patcher, prototype: object): void {
  const patch = (name: string, change: Watch["after"]): void => patches.patch(prototype, name, changing(change));
  patch("push", (recorder, record, _result, args, length) => spliced(recorder, record, "push", [length, 0], args));
  patch("pop", (recorder, record, _result, _args, length) => spliced(recorder, record, "pop", [Math.max(0, length - 1), 1]));
  patch("shift", (recorder, record) => spliced(recorder, record, "shift", [0, 1]));
  patch("unshift", (recorder, record, _result, args) => spliced(recorder, record, "unshift", [0, 0], args));
  patch("splice", (recorder, record, removed, args, length) => {
    spliced(recorder, record, "splice", [startOf(args[0], length), (removed as unknown[]).length], args.slice(2));
  });
  patch("reverse", (recorder, record) => permuted(recorder, record, "reverse", (slots) => list.reverse(slots)));
  patch("copyWithin", (recorder, record, _result, args) => {
    const numbers = args.map((arg) => (arg === undefined ? undefined : Number(arg)));
    permuted(recorder, record, "copyWithin", (slots: Slot[]) => list.copyWithin(slots, numbers));
  });
  patch("fill", (recorder, record) => overwritten(recorder, record, "fill"));
  patch("set", (recorder, record) => overwritten(recorder, record, "set"));
  patch("sort", (recorder, record) => moved(recorder, record, "sort"));
  for (const name of ["includes", "indexOf", "lastIndexOf"]) patches.patch(prototype, name, membership(name));
  for (const name of ["find", "findIndex", "findLast", "findLastIndex", "some"]) patches.patch(prototype, name, query(name));
}

/** A method that changes a list. Where it throws, what it has done is found at the next look. */
function changing(change: Watch["after"]): Watch {
  return {
    before(recorder, record) {
      const { shadow } = record;
      if (!(shadow instanceof ListShadow)) return -1;
      beforeChange(recorder, record);
      return shadow.slots.length;
    },
    after: (recorder, record, result, args, length) => (length < 0 ? undefined : change(recorder, record, result, args, length)),
  };
}

function startOf(start: unknown, length: number): number {
  const at = Math.trunc(Number(start)) || 0;
  return at < 0 ? Math.max(0, length + at) : Math.min(at, length);
}

function membership(name: string): Watch {
  return {
    after(recorder, record, outcome, args) {
      const isThere = name === "includes" ? outcome : (outcome as number) >= 0;
      asked(recorder, record, "has", name, isThere, args[0]);
    },
  };
}

function query(name: string): Watch {
  return { after: (recorder, record, outcome, args) => askedAll(recorder, record, "query", name, outcome, args[0]) };
}

function patchPairs(patches: Patcher, prototype: object): void {
  for (const name of ["append", "set", "delete", "sort"]) {
    patches.patch(prototype, name, { after: (recorder, record) => moved(recorder, record, name) });
  }
  patches.patch(prototype, "has", question("has"));
  patches.patch(prototype, "get", question("get"));
}
