import { ask, beforeChange, clear, moved, overwritten, permuted, put, remove, spliced } from "./operations.ts";
import { list } from "./natives.ts";
import type { Patcher, Watch } from "./patch.ts";
import type { Recorder, Traced } from "./recorder.ts";
import { ListShadow, type Slot } from "./shadow.ts";

/** Patches what the trace watches: the collections of the language, and the lists of pairs of the platform. */
export function patchCollections(patches: Patcher): void {
  for (const prototype of [Map.prototype, Set.prototype, WeakMap.prototype, WeakSet.prototype]) patchKeyed(patches, prototype);
  patchLists(patches, Array.prototype);
  patchLists(patches, Object.getPrototypeOf(Uint8Array.prototype) as object);
  for (const prototype of [URLSearchParams.prototype, Headers.prototype, FormData.prototype]) patchPairs(patches, prototype);
}

function patchKeyed(patches: Patcher, prototype: object): void {
  const put_ =
    (operation: string): Watch =>
    (native, recorder, record, [key, value]) => {
      const result = native();
      put(recorder, record, operation, normal(key), operation === "set" ? value : key);
      return result;
    };
  patches.patch(prototype, "set", put_("set"));
  patches.patch(prototype, "add", put_("add"));
  patches.patch(prototype, "delete", (native, recorder, record, [key]) => {
    const isGone = native() as boolean;
    remove(recorder, record, normal(key), isGone);
    return isGone;
  });
  patches.patch(prototype, "clear", (native, recorder, record) => {
    native();
    clear(recorder, record);
  });
  patches.patch(prototype, "has", question("has"));
  patches.patch(prototype, "get", question("get"));
  patches.patch(prototype, "size", (native, recorder, record) => {
    const size = native();
    ask(recorder, record, { kind: "size", operation: "size", outcome: size });
    return size;
  });
}

function question(kind: "has" | "get"): Watch {
  return (native, recorder, record, [key]) => {
    const outcome = native();
    ask(recorder, record, { kind, operation: kind, outcome, key: normal(key) });
    return outcome;
  };
}

/** Maps take -0 for 0. */
const normal = (key: unknown): unknown => (key === 0 ? 0 : key);

type Change = (recorder: Recorder, record: Traced, result: unknown, args: readonly unknown[], length: number) => void;

function patchLists(patches: Patcher, prototype: object): void {
  const patch = (name: string, change: Change): void => patches.patch(prototype, name, changing(change));
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
function changing(change: Change): Watch {
  return (native, recorder, record, args) => {
    if (!(record.shadow instanceof ListShadow)) return native();
    beforeChange(recorder, record);
    const { length } = record.shadow.slots;
    const result = native();
    change(recorder, record, result, args, length);
    return result;
  };
}

function startOf(start: unknown, length: number): number {
  const at = Math.trunc(Number(start)) || 0;
  return at < 0 ? Math.max(0, length + at) : Math.min(at, length);
}

function membership(name: string): Watch {
  return (native, recorder, record, [element]) => {
    const outcome = native();
    const isThere = name === "includes" ? outcome : (outcome as number) >= 0;
    ask(recorder, record, { kind: "has", operation: name, outcome: isThere, key: element });
    return outcome;
  };
}

function query(name: string): Watch {
  return (native, recorder, record, [predicate]) => {
    const outcome = native();
    ask(recorder, record, { kind: "query", operation: name, outcome, predicate });
    return outcome;
  };
}

function patchPairs(patches: Patcher, prototype: object): void {
  for (const name of ["append", "set", "delete", "sort"]) {
    patches.patch(prototype, name, (native, recorder, record) => {
      const result = native();
      moved(recorder, record, name);
      return result;
    });
  }
  patches.patch(prototype, "has", question("has"));
  patches.patch(prototype, "get", question("get"));
}
