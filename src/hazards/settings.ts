import { homepage } from "./catalogue.ts";
import { nearestName } from "./nearest-name.ts";

/**
 * Names by which a code base protects its collections; they add to the built-in ones. A bare name (`withLock`) stands for every
 * path that ends in it, a dotted one (`this.mutex.lock`) for the path as it is written.
 */
export interface ProtectionSettings {
  /** Functions and methods that run their callback under a lock, or whose awaited result holds one. */
  readonly lockFunctions: readonly string[];
  /** Functions and methods that return a copy of their argument or receiver. */
  readonly snapshotFunctions: readonly string[];
  /** Properties whose getter returns a fresh collection each time. */
  readonly freshGetters: readonly string[];
}

export type SettingName = keyof ProtectionSettings;

interface Setting {
  readonly name: SettingName;
  /** A sentence, for the JSON schema. */
  readonly description: string;
  readonly examples: readonly [string, string];
}

/** Typed as a record so that the compiler asks for the entry of a new setting. */
const specs: Readonly<Record<SettingName, Setting>> = {
  lockFunctions: {
    name: "lockFunctions",
    description:
      "Functions and methods that run their callback under a lock, or whose awaited result holds a lock. A bare name stands for every call of a function or method with that name, a dotted one for calls that are written like that.",
    examples: ["withLock", "this.mutex.lock"],
  },
  snapshotFunctions: {
    name: "snapshotFunctions",
    description:
      "Functions and methods that return a copy of their argument or receiver: what iterates the result does not iterate the collection itself.",
    examples: ["copyOf", "listeners.snapshot"],
  },
  freshGetters: {
    name: "freshGetters",
    description: "Properties whose getter returns a fresh collection each time.",
    examples: ["entriesSorted", "registry.names"],
  },
};

/** All settings, in the order in which documentation lists them. */
export const settings: readonly Setting[] = Object.values(specs);

/** What holds where nothing is configured. */
export const noSettings: ProtectionSettings = { lockFunctions: [], snapshotFunctions: [], freshGetters: [] };

/** Does a setting stand for what is written as `path`? */
export function standsFor(setting: string, path: string): boolean {
  return path === setting || (!setting.includes(".") && path.endsWith(`.${setting}`));
}

/** Identifiers with dots between them; `#` begins a private name. */
export const namePattern = "^#?[\\p{ID_Start}$_][\\p{ID_Continue}$]*(?:\\.#?[\\p{ID_Start}$_][\\p{ID_Continue}$]*)*$";

/** What is wrong with a configuration. */
export interface SettingsProblem {
  /** One sentence: where, what was expected, what is there. */
  readonly message: string;
  /** One sentence: what to do about it. */
  readonly hint: string;
}

export type SettingsReading =
  | { readonly settings: ProtectionSettings; readonly problem?: undefined }
  | { readonly settings?: undefined; readonly problem: SettingsProblem };

/** Checks a configuration that comes from outside; `where` is what the message calls it: `rangeguard.config.json`. */
export function readSettings(value: unknown, where: string): SettingsReading {
  if (!isObject(value)) {
    const message = `${where}: expected an object with ${names.join(", ")}, got ${describe(value)}.`;
    return { problem: { message, hint: 'For example: `{ "lockFunctions": ["withLock"] }`.' } };
  }
  for (const [key, list] of Object.entries(value)) {
    const problem = isSettingName(key) ? problemOfList(specs[key], list, where) : unknownKey(key, where);
    if (problem) return { problem };
  }
  const listed = (name: SettingName): readonly string[] => [...((value[name] as string[] | undefined) ?? [])];
  return {
    settings: {
      lockFunctions: listed("lockFunctions"),
      snapshotFunctions: listed("snapshotFunctions"),
      freshGetters: listed("freshGetters"),
    },
  };
}

const names = Object.keys(specs) as SettingName[];

function isSettingName(key: string): key is SettingName {
  return Object.hasOwn(specs, key);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unknownKey(key: string, where: string): SettingsProblem {
  const near = nearestName(key, names);
  const path = isName(key) ? key : JSON.stringify(key);
  return {
    message: `${where}: ${path}: there is no such setting, expected ${names.slice(0, -1).join(", ")} or ${names.at(-1)!}.`,
    hint: near === undefined ? `See ${homepage}/blob/main/docs/configuration.md` : `Did you mean \`${near}\`?`,
  };
}

/** An absent list is none, and so is `undefined`, which JavaScript configurations may hold. */
function problemOfList({ name, examples }: Setting, list: unknown, where: string): SettingsProblem | undefined {
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) {
    const wanted = typeof list === "string" && isName(list) ? [list] : examples;
    return {
      message: `${where}: ${name}: expected an array of names, got ${describe(list)}.`,
      hint: `Write \`"${name}": ${JSON.stringify(wanted).replaceAll(",", ", ")}\`.`,
    };
  }
  const index = list.findIndex((each) => typeof each !== "string" || !isName(each));
  if (index === -1) return undefined;
  const [bare, dotted] = examples;
  return {
    message: `${where}: ${name}[${index}]: expected a name such as \`${bare}\` or \`${dotted}\`, got ${describe(list[index])}.`,
    hint: hintForName(list[index]),
  };
}

function hintForName(value: unknown): string {
  const meant = typeof value === "string" ? value.trim().replace(/\(.*\)$/s, "").replaceAll("?.", ".") : "";
  return isName(meant) ? `Write \`"${meant}"\`.` : "A name is one identifier, or several with dots between them.";
}

const nameShape = new RegExp(namePattern, "u");

function isName(text: string): boolean {
  return nameShape.test(text);
}

function describe(value: unknown): string {
  if (value === null || value === undefined || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value === "number") return `the number ${value}`;
  if (value === "") return "an empty string";
  if (typeof value === "string") return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 39)}…` : value)}`;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
