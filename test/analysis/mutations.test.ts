import { describe, expect, test } from "vitest";
import type { CollectionKind } from "../../src/semantics/types.ts";
import { analysisOfBody } from "./subject.ts";

/** `operation` of each change of `m`, for collections of a kind. */
function changesOf(body: string, kind: CollectionKind): string[] {
  const { values, mutations } = analysisOfBody(body);
  const isM = (target: number): boolean => {
    const atom = values.atom(values.of(target));
    return atom.tag === "parameter" && atom.index === 0;
  };
  return mutations.flatMap(({ operation, target, kinds }) => (isM(target) && kinds.includes(kind) ? [operation] : []));
}

describe("a call of a method", () => {
  test.each<[string, CollectionKind, string]>([
    ["set", "Map", "m.set(k, 1);"],
    ["delete", "Map", "m.delete(k);"],
    ["clear", "Map", "m.clear();"],
    ["add", "Set", "m.add(k);"],
    ["push", "Array", "m.push(k);"],
    ["unshift", "Array", "m.unshift(k);"],
    ["pop", "Array", "m.pop();"],
    ["shift", "Array", "m.shift();"],
    ["sort", "Array", "m.sort();"],
    ["reverse", "Array", "m.reverse();"],
    ["append", "FormData", "m.append(k, n);"],
    ["set", "TypedArray", "m.set(n);"],
  ])("%s of a %s: %s", (operation, kind, body) => {
    expect(changesOf(body, kind)).toContain(operation);
  });

  test.each([
    ["optionally", "m?.set(k, 1);"],
    ["when the method is there", "m.set?.(k, 1);"],
    ["by its name as a string", "m['set'](k, 1);"],
    ["by call", "m.set.call(m, k, 1);"],
    ["by call of the prototype's", "Map.prototype.set.call(m, k, 1);"],
    ["by apply", "m.set.apply(m, [k, 1]);"],
    ["bound", "const set = m.set.bind(m); set(k, 1);"],
    ["bound with an argument", "const set = m.set.bind(m, k); set(1);"],
    ["in a chain", "m.set(k, 1).set(n, 2);"],
    ["of an alias", "const c = m; c.set(k, 1);"],
    ["in an expression", "flag && m.set(k, 1);"],
    ["as an argument", "n(m.set(k, 1));"],
    ["in an IIFE", "(() => { m.set(k, 1); })();"],
  ])("%s", (_, body) => {
    expect(changesOf(body, "Map").length).toBeGreaterThan(0);
    expect(new Set(changesOf(body, "Map"))).toEqual(new Set(["set"]));
  });

  test.each(["m.get(k);", "m.has(k);", "m.keys();", "m.size;", "m.set;", "n(m.set);", "m.forEach(() => {});", "n(() => m.set(k, 1));"])(
    "that changes nothing here: %s",
    (body) => {
      expect(changesOf(body, "Map")).toEqual([]);
    },
  );
});

describe("splice by its arguments", () => {
  test.each([
    [[], "m.splice();"],
    [["length-shrink"], "m.splice(0);"],
    [["splice-remove"], "m.splice(k, 1);"],
    [["splice-remove"], "m.splice(k, n);"],
    [["splice-remove"], "m.splice(k, 2, n);"],
    [["splice-insert"], "m.splice(k, 0, n);"],
    [["splice-insert"], "m.splice(k, 1, n, o);"],
    [["splice-replace"], "m.splice(k, 1, n);"],
    [[], "m.splice(k, 0);"],
  ])("%j: %s", (operations, body) => {
    expect(changesOf(body, "Array")).toEqual(operations);
  });
});

describe("a write", () => {
  test.each<[string[], CollectionKind, string]>([
    [["length-shrink"], "Array", "m.length = 0;"],
    [["length-grow"], "Array", "m.length = m.length + 1;"],
    [["length-grow"], "Array", "m.length += 1;"],
    [["length-shrink"], "Array", "m.length -= 1;"],
    [["length-shrink"], "Array", "m.length--;"],
    [["index-write"], "Array", "m[k] = n;"],
    [["index-write"], "Array", "m[k] ??= n;"],
    [["index-write"], "Array", "m[k]++;"],
    [["index-write"], "Array", "[m[k]] = n;"],
    [["index-write"], "Object", "m[k] = n;"],
    [["property-delete"], "Object", "delete m[k];"],
    [["property-delete"], "Object", "delete m.x;"],
    [["property-delete"], "Object", "delete m?.[k];"],
    [["property-delete"], "Object", "Reflect.deleteProperty(m, k);"],
    [["index-write"], "Object", "Object.assign(m, n);"],
    [["index-write"], "Object", "Object.defineProperty(m, k, n);"],
    [[], "Object", "m.x;"],
    [[], "Array", "m = [];"],
  ])("%j of a %s: %s", (operations, kind, body) => {
    expect(changesOf(body, kind)).toEqual(operations);
  });
});
