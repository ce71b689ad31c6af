import { type Description, type InstanceDescription, isDescribed, type SeedDescription } from "./description.ts";
import { goMapCalls } from "./gomap-entries.ts";
import type { ModuleMember, SeedPlace } from "./plan.ts";
import { collectionIn } from "./seed.ts";

export type Print = (description: Description) => string;

type Use = (member: ModuleMember) => string;

/** A call of the constructor; where fields are seeded, a function around it. */
export function describeInstance(description: InstanceDescription, print: Print, use: Use): string {
  const { args, isHidden, abstractMembers = [], seeds = [] } = description;
  const name = use(description.class);
  const members = abstractMembers.map(([member, value]) => `${JSON.stringify(member)} = ${print(value)} as never;`);
  const target = members.length > 0 ? `(class extends ${name} { ${members.join(" ")} })` : isHidden ? `(${name} as any)` : name;
  const made = `new ${target}(${args.map(print).join(", ")})`;
  const statements = describeSeeds("it", seeds, print, use);
  return statements.length > 0 ? `(() => { const it = ${made}; ${statements.join(" ")} return it; })()` : made;
}

/** @param receiver The name of the instance, for places in fields. */
export function describeSeeds(receiver: string | undefined, seeds: readonly SeedDescription[], print: Print, use: Use): string[] {
  return seeds.flatMap((seed) => describeSeed(receiver, seed, print, use));
}

function describeSeed(receiver: string | undefined, { place, how, value }: SeedDescription, print: Print, use: Use): string[] {
  const target = targetText(receiver, place, use);
  const isImport = place.in === "module" && place.path.length === 0;
  if (target === undefined || (isImport && how !== "entries")) return [`/* Not reachable from here: ${placeName(place)}. */`];
  if (how === "object") return [`${target} ??= ${print(value)};`];
  if (how === "resource") return [`${target} = ${print(value)};`];
  const calls = entryCalls(collectionIn(value), print);
  return calls.map((call) => `${target}${call};`);
}

/** An expression of type any, since fields may be private. */
function targetText(receiver: string | undefined, place: SeedPlace, use: Use): string | undefined {
  switch (place.in) {
    case "self":
      return receiver && `(${receiver} as any)`;
    case "field":
      return receiver && `(${receiver} as any)${membersText(place.path)}`;
    case "static":
      return place.class.isExported ? `(${use(place.class)} as any)${membersText(place.path)}` : undefined;
    case "module":
      return place.declared.isExported ? `(${use(place.declared)} as any)${membersText(place.path)}` : undefined;
    case "hash-private":
      return undefined;
  }
}

/** What people call a place: `jobs`, `Pool.#size`. Of a field the path alone, since its object has a name of its own. */
export function placeName(place: SeedPlace): string {
  switch (place.in) {
    case "self":
      return "the object itself";
    case "module":
      return [place.declared.localName, ...place.path].join(".");
    case "static":
      return [place.class.localName, ...place.path].join(".");
    case "hash-private":
      return `${place.className}.${place.path.join(".")}`;
    case "field":
      return place.path.join(".");
  }
}

function membersText(path: readonly string[]): string {
  return path.map((name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`)).join("");
}

function entryCalls(entries: Description, print: Print): string[] {
  if (Array.isArray(entries)) return entries.length > 0 ? [`.push(${(entries as readonly Description[]).map(print).join(", ")})`] : [];
  if (!isDescribed(entries)) return [];
  if (entries.kind === "map") return entries.entries.map(([key, value]) => `.set(${print(key)}, ${print(value)})`);
  if (entries.kind === "gomap") return goMapCalls(entries, print).map((call) => `${entries.isStepped ? ".map" : ""}${call}`);
  if (entries.kind === "set") return entries.elements.map((element) => `.add(${print(element)})`);
  if (entries.kind === "pairs") return entries.entries.map(([name, value]) => `.append(${print(name)}, ${print(value)})`);
  return entries.kind === "object" ? entries.properties.map(([name, value]) => `[${JSON.stringify(name)}] = ${print(value)}`) : [];
}
