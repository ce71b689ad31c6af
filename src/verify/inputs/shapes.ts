import { type Described, type Description, isDescribed } from "./description.ts";

/**
 * The compiler could infer another type from the values than the one that is expected: they are of several types, or hold arrays of such. It
 * must not infer then.
 */
export function areMixed(descriptions: readonly Description[]): boolean {
  return new Set(descriptions.map(shapeOf)).size > 1 || descriptions.some(holdsMixed);
}

function holdsMixed(description: Description): boolean {
  if (Array.isArray(description)) return areMixed(description);
  if (!isDescribed(description)) return false;
  switch (description.kind) {
    case "object":
      return description.properties.some(([, value]) => holdsMixed(value));
    case "iterable":
      return areMixed(description.items);
    case "shared":
      return holdsMixed(description.value);
    default:
      return false;
  }
}

function shapeOf(description: Description): string {
  if (Array.isArray(description)) return `[${description.map(shapeOf).join()}]`;
  if (!isDescribed(description)) return description === null ? "null" : typeof description;
  return shapeOfDescribed(description);
}

function shapeOfDescribed(description: Described): string {
  switch (description.kind) {
    case "object":
      return `{${description.properties.map(([name, value]) => `${name}:${shapeOf(value)}`).join()}}`;
    case "map":
    case "gomap":
    case "set":
    case "promise":
    case "function":
    case "iterable":
      // What is inferred for these depends on the values in them.
      return JSON.stringify(description);
    case "shared":
    case "cast":
      return shapeOf(description.value);
    case "instance":
      return description.class.localName;
    case "custom":
      return `custom ${description.name}`;
    case "stand-in":
      return `stand-in ${description.type}`;
    case "enum":
      return description.declared.localName;
    default:
      return description.kind;
  }
}
