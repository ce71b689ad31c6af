import fc, { type Arbitrary } from "fast-check";
import type { Body, Condition, HelperNode, KeyNode, ProgramNode, Statement, Walk } from "./ast.ts";

export interface GeneratorOptions {
  /** Functions of the same file that are called with the collections. */
  readonly helpers: boolean;
  /** A helper may be given one collection twice. */
  readonly sameTwice: boolean;
  /** A helper may return the very collection that it is given. */
  readonly liveResults: boolean;
}

const index = fc.nat(7);
const kind = fc.constantFrom("Set" as const, "Map" as const);

const key: Arbitrary<KeyNode> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant("in-scope"), index }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("constant"), index: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("made"), from: index, suffix: fc.constantFrom(0, 0, 0, 1) }) },
);

/** The live ones first and more often; `values` of a Map gives no key. */
const walk: Arbitrary<Walk> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Walk>("self", "keys", "forEach", "entries") },
  { weight: 1, arbitrary: fc.constant<Walk>("values") },
  { weight: 2, arbitrary: fc.constantFrom<Walk>("spread", "copy", "from", "spread.forEach") },
);

const change: Arbitrary<Statement> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ type: fc.constant("put"), collection: index, key }) },
  { weight: 15, arbitrary: fc.record({ type: fc.constant("delete"), collection: index, key }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("clear"), collection: index }) },
);

function jump(condition: Arbitrary<Condition>): Arbitrary<Statement> {
  return fc.record({
    type: fc.constant("jump"),
    how: fc.constantFrom("break", "continue", "return", "throw"),
    label: fc.nat(3),
    test: fc.option(condition, { nil: undefined, freq: 5 }),
  });
}

/** Names: keys, aliases, collections of the function's own, flags. */
function naming(condition: Arbitrary<Condition>): Arbitrary<Statement> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.record({ type: fc.constant("key"), constant: fc.boolean(), key }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("set-key"), index, key }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("alias"), constant: fc.boolean(), collection: index }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("choice"), test: condition, left: index, right: index }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("set-alias"), index, collection: index }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("local"), kind, keys: fc.array(key, { minLength: 1, maxLength: 2 }) }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("copy"), collection: index }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("flag"), initial: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("set-flag"), index, value: fc.boolean() }) },
  );
}

const MAX_DEPTH = 3;

/** Statements that can hold the given ones; the first alternative of each choice is the simplest. */
function trees(helpers: boolean): { body: Arbitrary<Body>; loop: Arbitrary<Statement>; names: Arbitrary<Statement> } {
  const depthIdentifier = fc.createDepthIdentifier();
  const tied = fc.letrec((tie) => {
    const inner = tie("body") as Arbitrary<Body>;
    const test = tie("condition") as Arbitrary<Condition>;
    const call = fc.record({ type: fc.constant("call"), helper: index, collections: fc.tuple(index, index), key });
    return {
      condition: fc.oneof(
        { maxDepth: 2, depthIdentifier: "condition" },
        {
          weight: 8,
          arbitrary: fc.oneof(
            fc.record({ type: fc.constant("input"), index }),
            fc.record({ type: fc.constant("variable"), index }),
            fc.record({ type: fc.constant("has"), collection: index, key }),
            fc.record({ type: fc.constant("equals"), key: index, other: fc.option(index, { nil: undefined }) }),
            fc.record({ type: fc.constant("parity"), key: index }),
          ),
        },
        { weight: 2, arbitrary: fc.record({ type: fc.constant("not"), inner: test }) },
        { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("both", "either"), left: test, right: test }) },
      ),
      statement: fc.oneof(
        { maxDepth: MAX_DEPTH, depthIdentifier, withCrossShrink: true },
        { weight: 8, arbitrary: change },
        { weight: 1, arbitrary: fc.record({ type: fc.constant("visit"), key }) },
        { weight: 2, arbitrary: jump(test) },
        { weight: 4, arbitrary: naming(test) },
        {
          weight: 5,
          arbitrary: fc.record({ type: fc.constant("if"), test, then: inner, otherwise: fc.oneof(fc.constant([]), fc.constant([]), inner) }),
        },
        { weight: 4, arbitrary: loopOf(inner) },
        {
          weight: 1,
          arbitrary: fc.record({
            type: fc.constant("try"),
            body: inner,
            test,
            handler: fc.option(inner, { nil: undefined }),
            finalizer: fc.option(inner, { nil: undefined }),
          }),
        },
        { weight: 1, arbitrary: fc.record({ type: fc.constant("closure"), key, body: inner }) },
        { weight: 1, arbitrary: fc.record({ type: fc.constant("run"), closure: index, key }) },
        ...(helpers ? [{ weight: 4, arbitrary: call }] : []),
      ),
      body: fc.array(tie("statement"), { minLength: 1, maxLength: 3, depthIdentifier }),
    };
  });
  const body = tied.body as Arbitrary<Body>;
  return { body, loop: loopOf(body), names: naming(tied.condition) };
}

function loopOf(body: Arbitrary<Body>): Arbitrary<Statement> {
  return fc.record({
    type: fc.constant("loop" as const),
    walk,
    collection: index,
    quiet: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    body,
  });
}

/** Programs; nearly every one has a loop at the top. */
export function programs({ helpers, sameTwice, liveResults }: GeneratorOptions): Arbitrary<ProgramNode> {
  const { body, loop, names } = trees(helpers);
  const kinds = fc.tuple(kind, kind);
  const helper: Arbitrary<HelperNode> = fc.record({
    kinds,
    body,
    returns: fc.oneof({ weight: 4, arbitrary: fc.constant("nothing") }, { weight: 1, arbitrary: fc.constantFrom(...(liveResults ? ["same"] : []), "copy") }),
  }) as Arbitrary<HelperNode>;
  return fc.record({
    kinds,
    sameTwice: fc.constant(sameTwice),
    helpers: helpers ? fc.array(helper, { minLength: 1, maxLength: 2 }) : fc.constant([]),
    body: fc
      .tuple(fc.array(names, { maxLength: 2 }), loop, fc.oneof(fc.constant<Body>([]), body))
      .map(([before, main, after]): Body => [...before, main, ...after]),
  });
}
