const numbers = new WeakMap<WeakKey, number>();
let last = 0;

/** A text that two values share exactly when `same` says that they are the same. */
export function identityText(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    case "symbol": {
      const name = Symbol.keyFor(value);
      return name === undefined ? numberOf(value) : `@${JSON.stringify(name)}`;
    }
    case "object":
      return value === null ? "null" : numberOf(value);
    case "function":
      return numberOf(value);
    default:
      return String(value);
  }
}

/** `===`, and NaN is the same as itself. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || (a !== a && b !== b);
}

function numberOf(value: WeakKey): string {
  let number = numbers.get(value);
  if (number === undefined) numbers.set(value, (number = ++last));
  return `#${number}`;
}
