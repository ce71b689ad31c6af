import { type Description, type GoMapDescription, isDescribed } from "./description.ts";
import type { GoKeyKind, GoMapPlan } from "./plan.ts";

type Entry = readonly [Description, Description];

/** A map with those of the entries that differ in their keys; keys that are deleted again are others. */
export function describeGoMap({ keyKind, isStepped }: GoMapPlan, entries: readonly Entry[], deleted: readonly Description[] = []): GoMapDescription {
  const known = new Map(entries.map(([key, value]) => {
    const taken = keyFor(keyKind, key);
    return [JSON.stringify(taken), [taken, value] as const];
  }));
  const others = new Map(deleted.map((key) => [JSON.stringify(keyFor(keyKind, key)), keyFor(keyKind, key)]));
  const room = [...others].filter(([text]) => !known.has(text)).map(([, key]) => key);
  return { kind: "gomap", keyKind, entries: [...known.values()], ...(room.length > 0 && { deleted: room }), ...(isStepped && { isStepped }) };
}

/** Only whole numbers are integers. */
function keyFor(kind: GoKeyKind, key: Description): Description {
  if (isDescribed(key) && key.kind === "cast") return keyFor(kind, key.value);
  if (typeof kind === "object") return (key as readonly Description[]).map((part, index) => keyFor(kind.struct[index]!, part));
  const isWhole = kind === "int32" || kind === "int64";
  return isWhole && typeof key === "number" ? Math.trunc(key) + 0 : key;
}

/** An expression: `GoMap.make<"string", any>("string").set("a", 1)`. */
export function goMapText(description: GoMapDescription, print: (description: Description) => string): string {
  const { keyKind, isStepped } = description;
  const kind = JSON.stringify(keyKind);
  const made = `${isStepped ? "SteppedMap" : "GoMap"}.make<${typeof keyKind === "string" ? kind : "any"}, any>(${kind})`;
  const calls = goMapCalls(description, print);
  if (calls.length === 0) return made;
  if (!isStepped && description.deleted === undefined) return made + calls.join("");
  return `(() => { const it = ${made}; ${calls.map((call) => `it${isStepped ? ".map" : ""}${call};`).join(" ")} return it; })()`;
}

/** What is called on the map: `.set("a", 1)`. */
export function goMapCalls({ entries, deleted = [] }: GoMapDescription, print: (description: Description) => string): string[] {
  const room = deleted.map(print);
  const sets = entries.map(([key, value]) => `.set(${print(key)}, ${print(value)})`);
  return [...room.map((key) => `.set(${key}, undefined)`), ...sets, ...room.map((key) => `.delete(${key})`)];
}
