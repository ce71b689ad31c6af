import fc from "fast-check";
import type { Description } from "./description.ts";
import type { KeyPools } from "./keys.ts";
import type { TypePlan } from "./plan.ts";

/** How often a value comes from the small pool, against all others. */
const POOL = 2;
const OTHERS = 1;

const headerName = /^[\w-]+$/;
const headerValue = /^[\x20-\x7e]*$/;

/** Texts, numbers and what is made of them. */
export class Scalars {
  readonly texts: fc.Arbitrary<string>;
  readonly counts: fc.Arbitrary<number>;
  /** Numbers as names of properties. */
  readonly indexes: fc.Arbitrary<string>;

  constructor({ strings, otherStrings, numbers, otherNumbers }: KeyPools) {
    this.texts = mostly(strings, otherStrings);
    this.counts = mostly(numbers, otherNumbers);
    this.indexes = this.counts.map((count) => String(count));
  }

  of(plan: TypePlan): fc.Arbitrary<Description> | undefined {
    switch (plan.kind) {
      case "string":
        return this.texts;
      case "number":
        return this.counts;
      case "bigint":
        return this.counts.map((count) => ({ kind: "bigint", digits: String(Math.trunc(count)) }));
      case "boolean":
        return fc.boolean();
      case "null":
        return fc.constant(null);
      case "symbol":
        return fc.nat({ max: 2 }).map((index) => ({ kind: "symbol", name: `s${index}` }));
      case "typed-array":
        return fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 5 }).map((items) => ({ kind: "typed-array", name: plan.name, items }));
      case "pairs": {
        const isHeader = plan.name === "Headers";
        const names = isHeader ? this.texts.filter((text) => headerName.test(text)) : this.texts;
        const values = isHeader ? this.texts.filter((text) => headerValue.test(text)) : this.texts;
        return fc.array(fc.tuple(names, values), { maxLength: 5 }).map((entries) => ({ kind: "pairs", name: plan.name, entries }));
      }
      default:
        return undefined;
    }
  }
}

function mostly<Value>(pool: readonly Value[], others: readonly Value[]): fc.Arbitrary<Value> {
  const usual = fc.constantFrom(...pool);
  if (others.length === 0) return usual;
  return fc.oneof({ withCrossShrink: true }, { arbitrary: usual, weight: POOL }, { arbitrary: fc.constantFrom(...others), weight: OTHERS });
}
