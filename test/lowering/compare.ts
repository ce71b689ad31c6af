interface Pair {
  readonly left: unknown;
  readonly right: unknown;
  readonly path: string;
}

/**
 * The first difference between two neutral trees with every lazy part of them converted, or undefined. `origin` is left out; a
 * property that is undefined equals one that is not there. Works in a loop, as trees may be deeper than the stack.
 */
export function firstDifference(left: unknown, right: unknown): string | undefined {
  const pending: Pair[] = [{ left, right, path: "" }];
  for (let pair = pending.pop(); pair; pair = pending.pop()) {
    const { path } = pair;
    const a = force(pair.left);
    const b = force(pair.right);
    if (Object.is(a, b)) continue;
    if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return `${path}: ${show(a)} against ${show(b)}`;
    const entriesA = propertiesOf(a);
    const entriesB = propertiesOf(b);
    for (const key of new Set([...entriesA.keys(), ...entriesB.keys()])) {
      pending.push({ left: entriesA.get(key), right: entriesB.get(key), path: `${path}.${key}` });
    }
  }
  return undefined;
}

function force(value: unknown): unknown {
  return typeof value === "function" ? (value as () => unknown)() : value;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function propertiesOf(value: object): Map<string, unknown> {
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return new Map(entries.filter(([key, property]) => key !== "origin" && property !== undefined) as [string, unknown][]);
}

function show(value: unknown): string {
  if (!isObject(value)) return String(JSON.stringify(value));
  const { type, start, end } = value as { type?: string; start?: number; end?: number };
  return type === undefined ? `object with ${Object.keys(value).join()}` : `${type} [${start}, ${end}]`;
}
