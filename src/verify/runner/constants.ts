import type { GlobalConstant } from "../project/constants.ts";

/**
 * Defines what the project's build would. A name that this process has already stays what it is.
 *
 * @param standIn Makes what stands for an object.
 * @returns those that were used so far, for people: `__DEV__ (constant)`.
 */
export function defineConstants(constants: readonly GlobalConstant[], standIn: (name: string) => unknown): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { name, value } of constants) {
    if (name in globalThis) continue;
    const shown = `${name} (constant)`;
    let current: { readonly value: unknown } | undefined = value === undefined ? undefined : { value };
    const get = (): unknown => {
      used.add(shown);
      return (current ??= { value: standIn(shown) }).value;
    };
    const set = (given: unknown): void => void (current = { value: given });
    Object.defineProperty(globalThis, name, { get, set, enumerable: false, configurable: true });
  }
  return used;
}
