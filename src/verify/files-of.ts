import type { VerifyCase } from "./case.ts";

/** The modules that a case names: they have to be loaded before its runs. */
export function filesOf({ receivers, entries, seeds }: VerifyCase): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { module, localName } = value as { readonly module?: unknown; readonly localName?: unknown };
    if (typeof module === "string" && typeof localName === "string") found.add(module);
    for (const each of Object.values(value)) visit(each);
  };
  // The entries' own modules come first: a class of another one is loaded by them, in the order that the program has.
  visit(entries.map(({ target }) => target));
  visit([receivers, entries, seeds]);
  return [...found];
}
