import type { BlockId, Ref, Terminator } from "../ir/types.ts";
import type { IterationForm } from "../semantics/types.ts";
import type { AtomId } from "./atoms.ts";
import type { Iteration } from "./iterations.ts";
import { append, once } from "./once.ts";
import type { Values } from "./values.ts";

/** Operators of `index op length`, and whether the index is in range when they hold. */
export const inRangeWhen: ReadonlyMap<string, boolean> = new Map([
  ["<", true],
  ["<=", true],
  ["!=", true],
  ["!==", true],
  [">", false],
  [">=", false],
  ["==", false],
  ["===", false],
]);

const mirrored: ReadonlyMap<string, string> = new Map([
  ["<", ">"],
  ["<=", ">="],
  [">", "<"],
  [">=", "<="],
]);

/** Finds loops that walk a sequence by an index: `i < xs.length` decides about another round. */
export function findIndexLoops(values: Values): Iteration[] {
  // Nothing is counted.
  if (!values.fn.events.some((event) => event.op === "compute" && (event.operator === "+" || event.operator === "-"))) return [];
  const tests = values.flow.order.flatMap((block) => rangeTest(values, block) ?? []);
  const testsOf = new Map<AtomId, RangeTest[]>();
  for (const test of tests) append(testsOf, test.index, test);
  return tests.flatMap((test): Iteration[] => {
    const { block, body, exit, ref, source, form, index } = test;
    const blocks = naturalLoop(values, index);
    // A test inside the loop that does not decide about another round, as in `while (xs.length <= i) xs.push(...)`.
    if (!blocks.has(body) || blocks.has(exit)) return [];
    const reads = readsByIndex(values, source, index, blocks);
    // `for (let i = 0, n = xs.length; i < n; i++) ys.push(xs.pop())` counts, it does not walk.
    if (form === "index-forward-cached" && !reads) return [];
    const same = testsOf.get(index)!.filter((other) => values.of(other.source) === values.of(source));
    const loop = { body, blocks, reads, tests: new Map(same.map((other) => [other.block, other.body])) };
    const steps = [{ block, index: values.fn.blocks[block]!.events.length }];
    return [{ ref, view: "value", under: undefined, steps, source, form, index, loop }];
  });
}

type Branch = Terminator & { type: "branch" };

interface RangeTest extends Found {
  readonly block: BlockId;
  /** The condition. */
  readonly ref: Ref;
  readonly body: BlockId;
  readonly exit: BlockId;
}

/** `for (let i = 0; xs[i]; i++)`: the element itself says whether there is another round. */
function elementTest(values: Values, block: BlockId, { condition: ref, then: body, else: exit }: Branch): RangeTest | undefined {
  const event = values.fn.events[ref]!;
  if (event.op !== "field" || typeof event.key === "string") return undefined;
  const index = linear(values, values.resolve(values.of(event.key))).base;
  if (!isIndex(values, index) || !values.operandsOf(index).some((operand) => grows(values, operand, index))) return undefined;
  return { source: event.object, form: "index-forward", index, indexRef: event.key, block, ref, body, exit };
}

/** The test of an index against a length that ends `block`, if there is one. */
function rangeTest(values: Values, block: BlockId): RangeTest | undefined {
  const { terminator } = values.fn.blocks[block]!;
  if (terminator.type !== "branch") return undefined;
  const { condition: ref } = terminator;
  const condition = values.fn.events[ref]!;
  if (condition.op === "field") return elementTest(values, block, terminator);
  // `while (i--)` tests the index itself.
  const isBare = condition.op === "load";
  if (!isBare && (condition.op !== "compute" || condition.operands.length !== 2)) return undefined;
  const [left, right] = isBare ? [ref, ref] : (condition.operands as [Ref, Ref]);
  const operator = isBare ? "!==" : condition.operator;
  if (!inRangeWhen.has(operator)) return undefined;
  const found = indexLoop(values, left, right) ?? indexLoop(values, right, left) ?? backwardLoop(values, left, right);
  if (!found) return undefined;
  const inRange = isInRange(found, found.indexRef === left ? operator : (mirrored.get(operator) ?? operator));
  if (inRange === undefined) return undefined;
  const [body, exit] = inRange ? [terminator.then, terminator.else] : [terminator.else, terminator.then];
  return { ...found, block, ref, body, exit };
}

function readsByIndex(values: Values, source: Ref, index: AtomId, blocks: ReadonlySet<BlockId>): boolean {
  const { fn } = values;
  for (const block of blocks) {
    for (const ref of fn.blocks[block]!.events) {
      const event = fn.events[ref]!;
      const [object, key] = event.op === "call" ? [event.receiver, event.args[0]] : event.op === "field" ? [event.object, event.key] : [];
      if (object === undefined || typeof key !== "number" || values.of(object) !== values.of(source)) continue;
      if (reaches(values, linear(values, values.of(key)).base, index, 8)) return true;
    }
  }
  return false;
}

function isInRange({ form }: Found, operator: string): boolean | undefined {
  return inRangeWhen.get(form === "index-backward" ? (mirrored.get(operator) ?? operator) : operator);
}

interface Found {
  readonly source: Ref;
  readonly form: IterationForm;
  readonly index: AtomId;
  readonly indexRef: Ref;
}

function indexLoop(values: Values, indexRef: Ref, bound: Ref): Found | undefined {
  const length = lengthOf(values, bound);
  if (!length) return undefined;
  const index = linear(values, values.resolve(values.of(indexRef))).base;
  if (!isIndex(values, index)) return undefined;
  if (!values.operandsOf(index).some((operand) => grows(values, operand, index))) return undefined;
  return { source: length.source, form: length.live ? "index-forward" : "index-forward-cached", index, indexRef };
}

/** `for (let i = xs.length - 1; i >= 0; i--)`: starts at the length and goes down. */
function backwardLoop(values: Values, indexRef: Ref, bound: Ref): Found | undefined {
  const end = values.fn.events[bound]!;
  const isBound = bound === indexRef || end.op === "constant" || (end.op === "compute" && end.operator === "negate");
  if (!isBound) return undefined;
  const index = linear(values, values.resolve(values.of(indexRef))).base;
  if (!isIndex(values, index)) return undefined;
  const operands = values.operandsOf(index).map((operand) => linear(values, operand));
  const shrinks = operands.some(({ base, offset }) => offset < 0 && reaches(values, base, index, 8));
  const start = operands.map(({ base }) => values.atom(base)).find((atom) => atom.tag === "field" && atom.name === "length");
  if (!shrinks || start?.tag !== "field") return undefined;
  const source = lengthsOf(values).byObject.get(start.base);
  return source === undefined ? undefined : { source, form: "index-backward", index, indexRef };
}

const isIndex = (values: Values, atom: AtomId): boolean => values.atom(atom).tag === "phi" && values.isLoopPhi(atom);

/** The sequence whose length `bound` is; `live` when the length is read again in each round. */
function lengthOf(values: Values, bound: Ref): { source: Ref; live: boolean } | undefined {
  const event = values.fn.events[bound]!;
  if (event.op === "field" && event.key === "length") return { source: event.object, live: true };
  if (event.op === "compute" && (event.operator === "-" || event.operator === "+")) {
    const [left, right] = event.operands as [Ref, Ref];
    return values.fn.events[right]!.op === "constant" ? lengthOf(values, left) : undefined;
  }
  if (event.op !== "load") return undefined;
  // A constant that was set from `xs.length` before the loop: find the field event that it holds.
  const atom = values.of(bound);
  const field = values.atom(atom);
  if (field.tag !== "field" || field.name !== "length") return undefined;
  const source = lengthsOf(values).byValue.get(atom);
  return source === undefined ? undefined : { source, live: false };
}

interface Lengths {
  readonly byObject: ReadonlyMap<AtomId, Ref>;
  readonly byValue: ReadonlyMap<AtomId, Ref>;
}

/** The events that give the object of the first `.length` of each object, and of the first that gives each value. */
const lengthsOf = once((values: Values): Lengths => {
  const [byObject, byValue] = [new Map<AtomId, Ref>(), new Map<AtomId, Ref>()];
  values.fn.events.forEach((event, ref) => {
    if (event.op !== "field" || event.key !== "length") return;
    const [object, value] = [values.of(event.object), values.of(ref)];
    if (!byObject.has(object)) byObject.set(object, event.object);
    if (!byValue.has(value)) byValue.set(value, event.object);
  });
  return { byObject, byValue };
});

function grows(values: Values, operand: AtomId, phi: AtomId): boolean {
  const { base, offset } = linear(values, operand);
  return offset > 0 && reaches(values, base, phi, 8);
}

/** Is `base` the phi, or something that is the phi on some path (an adjusted index)? */
function reaches(values: Values, base: AtomId, phi: AtomId, budget: number): boolean {
  if (base === phi) return true;
  if (budget === 0 || values.atom(base).tag !== "phi") return false;
  return values.operandsOf(base).some((operand) => reaches(values, linear(values, operand).base, phi, budget - 1));
}

/** `atom` as `base + offset`. */
export function linear(values: Values, atom: AtomId): { readonly base: AtomId; readonly offset: number } {
  let base = atom;
  let offset = 0;
  for (;;) {
    const at = values.atom(base);
    if (at.tag !== "compute" || (at.operator !== "+" && at.operator !== "-")) return { base, offset };
    const [left, right] = at.operands as [AtomId, AtomId];
    const constant = values.atom(right);
    if (constant.tag !== "constant" || typeof constant.value !== "number") return { base, offset };
    offset += at.operator === "+" ? constant.value : -constant.value;
    base = left;
  }
}

/** Blocks of the loop whose head is where the index's definitions meet: those on a way from the head back to it. */
function naturalLoop(values: Values, index: AtomId): ReadonlySet<BlockId> {
  const phi = values.atom(index);
  const loop = new Set<BlockId>();
  if (phi.tag !== "phi") return loop;
  const { flow } = values;
  loop.add(phi.block);
  const work = flow.predecessors[phi.block]!.filter((block) => flow.dominates(phi.block, block));
  while (work.length > 0) {
    const block = work.pop()!;
    if (loop.has(block)) continue;
    loop.add(block);
    work.push(...flow.predecessors[block]!);
  }
  return loop;
}
