import type { Entry, Receiver } from "../case.ts";

const identifier = /^[A-Za-z_$][\w$]*$/;

/** A step of a path: `.load`, `["not a name"]`, `[Symbol.iterator]`. */
export function memberText(name: string): string {
  if (/^@@\w+$/.test(name)) return `[Symbol.${name.slice(2)}]`;
  return identifier.test(name) || /^#[\w$]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** A call as an expression. What a generator yields is taken to its end. */
export function callText({ accessor, isGenerator, isConstructor, isProgram }: Entry, callee: string, args: readonly string[]): string {
  if (accessor === "get") return callee;
  if (accessor === "set") return `${callee} = ${args[0] ?? "undefined"}`;
  const call = `${isConstructor === true ? "new " : ""}${callee}(${args.join(", ")})`;
  if (isProgram === true) return isGenerator === "sync" ? `run(() => ${call})` : `run(function* () { return ${call}; })`;
  if (isGenerator === "sync") return `Array.from(${call})`;
  return isGenerator === "async" ? `Array.fromAsync(${call})` : call;
}

/** What a variable for a receiver may be called: `cache` for an instance of `Cache`, `store` for what `createStore` returns. */
export function receiverName(receiver: Receiver): string {
  const name = receiver.label.match(/[A-Za-z_$][\w$]*/g)?.at(-1) ?? "it";
  const noun = receiver.kind === "made" ? name.replace(/^(?:create|make|build|new|get|open|use)(?=[A-Z])/, "") : name;
  return noun.charAt(0).toLowerCase() + noun.slice(1);
}

/** The names with numbers where they would be taken, by each other, by `taken` or by the language. */
export function uniqueNames(names: readonly (string | undefined)[], taken: readonly string[]): (string | undefined)[] {
  const used = new Set([...taken, ...reserved]);
  return names.map((name) => {
    if (name === undefined) return undefined;
    let unique = name;
    for (let number = 2; used.has(unique); number++) unique = `${name}${number}`;
    used.add(unique);
    return unique;
  });
}

const reserved = (
  "await break case catch class const continue debugger default delete do else enum export extends false finally for function if import in " +
  "instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield"
).split(" ");
