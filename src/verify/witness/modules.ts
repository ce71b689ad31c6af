import path from "node:path";

/** Stands for the flagged file, so that a witness fits a copy of it as well. */
const SELF = ".";

/** The value with every `module` of a `ModuleMember` in it replaced. No other part of an input has a key of that name. */
export function mapModules<Value>(value: Value, map: (module: string) => string): Value {
  if (Array.isArray(value)) return value.map((each: unknown) => mapModules(each, map)) as Value;
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, each]: [string, unknown]) => {
    return [name, name === "module" && typeof each === "string" ? map(each) : mapModules(each, map)] as const;
  });
  return Object.fromEntries(members) as Value;
}

/** A module as a witness names it: relative to the flagged file, with forward slashes. What is no absolute path stays. */
export function relativeModule(module: string, file: string): string {
  if (!path.isAbsolute(module)) return module;
  const relative = slashed(path.relative(path.dirname(file), module));
  if (path.relative(file, module) === "") return SELF;
  return relative.startsWith("../") || path.isAbsolute(relative) ? relative : `./${relative}`;
}

/** The opposite of `relativeModule`. */
export function absoluteModule(module: string, file: string): string {
  if (module === SELF) return file;
  return /^\.\.?\//.test(module) ? slashed(path.resolve(path.dirname(file), module)) : module;
}

function slashed(file: string): string {
  return file.split(path.sep).join("/");
}
