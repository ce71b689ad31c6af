import fc from "fast-check";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { seedsOf } from "../../../src/verify/inputs/arbitrary.ts";
import { build, buildReceiver } from "../../../src/verify/inputs/build.ts";
import { describe as print, describeInputs } from "../../../src/verify/inputs/describe.ts";
import type { InstanceDescription, SeedDescription } from "../../../src/verify/inputs/description.ts";
import { planOfModuleState, planOfParametersOf, planOfReceiver, planOfStatics } from "../../../src/verify/inputs/from-function.ts";
import type { InstancePlan, SeedPlan, TypePlan } from "../../../src/verify/inputs/plan.ts";
import { applySeeds } from "../../../src/verify/inputs/seed.ts";
import { isStandIn } from "../../../src/verify/inputs/stand-in.ts";
import { findNode, findNodes, load, runText, samplesOf, typeErrors, worldOf } from "./helpers.ts";

const QUEUE = `
interface Job { id: string; attempts: number }
class Base { protected readonly seen = new Set<string>(); private name = "base"; label() { return this.name; } }
export class Queue extends Base {
  static readonly all = new Map<string, number>();
  jobs = new Map<string, Job>();
  private waiting: Job[] = [];
  readonly cache: Record<string, number> = {};
  private connection: Promise<number> | undefined;
  private readonly state = { items: new Set<number>(), ready: false };
  #hidden = new Map<string, number>();
  private untyped = [];
  private limit: number | undefined;
  constructor(private readonly limits: number[], readonly owner?: string) { super(); }
  size() { return this.jobs.size + this.waiting.length + this.#hidden.size + this.untyped.length + (this.limit ?? 0) + this.limits.length; }
}
`;

function receiver(text: string, name: string): { plan: InstancePlan; node: ts.ClassDeclaration } & ReturnType<typeof load> {
  const loaded = load(text);
  const node = findNodes(loaded.file, ts.isClassDeclaration).find((each) => each.name?.text === name)!;
  const plan = planOfReceiver(node, loaded.context);
  if (plan.kind !== "instance") throw new Error(`planned as ${JSON.stringify(plan)}`);
  return { plan, node, ...loaded };
}

function summary(seeds: readonly SeedPlan[]): string[] {
  return seeds.map(({ place, how, plan, isEmptyAtFirst }) => {
    const path = place.in === "self" ? "self" : [place.in === "module" ? place.declared.localName : "", ...place.path].filter(Boolean).join(".");
    const access = place.in === "field" ? place.access : place.in;
    return `${access} ${path}: ${how} of ${kindOf(plan)}${isEmptyAtFirst ? "" : ", filled"}`;
  });
}

function kindOf(plan: TypePlan): string {
  return plan.kind === "cast" || plan.kind === "define" ? kindOf(plan.plan) : plan.kind;
}

describe("the state of a receiver", () => {
  test("holds its collections and resources: own, inherited and private ones", () => {
    const { plan } = receiver(QUEUE, "Queue");
    expect(summary(plan.seeds!)).toEqual([
      "public jobs: entries of map",
      "private waiting: entries of array",
      "public cache: entries of object",
      "private connection: resource of promise",
      "private state.items: entries of set, filled",
      "hash-private #hidden: entries of map",
      "private untyped: entries of array",
      "private limits: entries of array",
      "private seen: entries of set",
    ]);
  });

  test("is put into the collections that are there", () => {
    const { plan } = receiver(QUEUE, "Queue");
    const { Queue } = runText(QUEUE, ["Queue"]) as { Queue: new (limits: number[]) => any };
    const made: any[] = [];
    class Watched extends Queue {
      original = [(this as any).jobs, (this as any).seen, (this as any).state.items];
    }
    for (const description of samplesOf(plan, 50)) {
      const value = build(description, worldOf({ Queue: Watched })) as any;
      expect([value.jobs, value.seen, value.state.items]).toEqual(value.original);
      expect(value.jobs).toBe(value.original[0]);
      expect(value.state.items).toBe(value.original[2]);
      made.push(value);
    }
    expect(made.some((value) => value.jobs.size > 1)).toBe(true);
    expect(made.some((value) => value.seen.size > 1 && value.waiting.length > 0)).toBe(true);
    expect(made.some((value) => value.connection === undefined)).toBe(true);
    expect(made.some((value) => value.connection instanceof Promise)).toBe(true);
    expect(made.some((value) => Object.keys(value.cache).length > 0)).toBe(true);
  });

  test("takes its keys from the pool that arguments use too", () => {
    const { plan } = receiver(QUEUE, "Queue");
    const { Queue } = runText(QUEUE, ["Queue"]);
    const shared = samplesOf(plan, 50).filter((description) => {
      const value = build(description, worldOf({ Queue })) as any;
      return [...value.jobs.keys()].some((key) => value.seen.has(key));
    });
    expect(shared.length).toBeGreaterThan(10);
  });

  test("of a #private field is given to whoever can reach it", () => {
    const { plan } = receiver(QUEUE, "Queue");
    const { Queue } = runText(QUEUE, ["Queue"]);
    const stand = new Map<string, number>();
    const asked: string[] = [];
    const world = worldOf({ Queue }, {
      hashPrivate: (_receiver, className, name) => {
        asked.push(`${className}${name}`);
        return stand;
      },
    });
    for (const description of samplesOf(plan, 20)) build(description, world);
    expect(new Set(asked)).toEqual(new Set(["Queue#hidden"]));
    expect(stand.size).toBeGreaterThan(0);
  });

  test("of a subclass of Map is its own entries", () => {
    const text = `export class Registry extends Map<string, number> { readonly names = new Set<string>(); }`;
    const { plan } = receiver(text, "Registry");
    expect(summary(plan.seeds!)).toEqual(["self self: entries of map", "public names: entries of set"]);
    const classes = runText(text, ["Registry"]);
    const sizes = samplesOf(plan, 30).map((description) => (build(description, worldOf(classes)) as Map<string, number>).size);
    expect(Math.max(...sizes)).toBeGreaterThan(2);
  });

  test("is printed as statements that compile", () => {
    const { plan } = receiver(QUEUE, "Queue");
    const lines = samplesOf(plan, 20).map((description, index) => `const x${index}: Queue = ${print(description)};`);
    expect(lines.join("\n")).toContain('(it as any).jobs.set("');
    expect(lines.join("\n")).toContain("/* Not reachable from here: Queue.#hidden. */");
    expect(typeErrors([QUEUE, ...lines].join("\n"))).toEqual([]);
  });

  test("of fields that the constructor leaves to others: objects are put where there is none, or only a stand-in", () => {
    const text = `interface Service { load(): void } export class Widget { service!: Service; kept: Service; client: any; name!: string; constructor(kept: Service) { this.kept = kept; } }`;
    const { plan } = receiver(text, "Widget");
    expect(summary(plan.seeds!)).toEqual(["public service: object of stand-in", "public kept: object of stand-in", "public client: object of union"]);
    const { Widget } = runText(text, ["Widget"]);
    const made = samplesOf(plan, 40).map((description) => buildReceiver(description, worldOf({ Widget })) as { service: unknown; kept: { load(): void }; client: unknown });
    expect(made.every(({ service }) => isStandIn(service))).toBe(true);
    expect(made.some(({ kept }) => isStandIn(kept))).toBe(false);
    expect(new Set(made.map(({ client }) => isStandIn(client)))).toEqual(new Set([true, false]));
  });
});

describe("the state of a module", () => {
  const TEXT = `
export const cache = new Map<string, number>();
const listeners: ((id: string) => void)[] = [];
let connection: { close(): void } | null = null;
const table = { a: 1, b: 2 };
const byHost: Record<string, number | undefined> = {};
const counters = { hits: new Map<string, number>() };
const colours = ["red", "green"];
const fixed = ["red"] as const;
let busy = false;
export class Pool { static readonly open = new Set<number>(); static #count = 0; static count() { return Pool.#count; } }
`;

  test("is what its variables hold", () => {
    const { file, context } = load(TEXT);
    expect(summary(planOfModuleState(file, context))).toEqual([
      "module cache: entries of map",
      "module listeners: entries of array",
      "module connection: resource of object",
      "module byHost: entries of object",
      "module counters.hits: entries of map, filled",
      "module colours: entries of array, filled",
    ]);
    const pool = findNode(file, ts.isClassDeclaration);
    expect(summary(planOfStatics(pool, context))).toEqual(["static open: entries of set"]);
  });

  test("is seeded through what the module hands out", () => {
    const { file, context } = load(TEXT);
    const seeds = planOfModuleState(file, context);
    const variables: Record<string, unknown> = { cache: new Map(), listeners: [], connection: null, byHost: {}, counters: { hits: new Map() }, colours: [] };
    const world = worldOf({}, {
      variable: ({ localName }) => (localName in variables ? { get: () => variables[localName], set: (value) => void (variables[localName] = value) } : undefined),
    });
    const failed = fc.sample(seedsOf(seeds), { numRuns: 40, seed: 4 }).flatMap((each) => applySeeds(undefined, each, world, build));
    expect(failed).toEqual([]);
    expect((variables.cache as Map<string, number>).size).toBeGreaterThan(0);
    expect((variables.listeners as unknown[]).every((listener) => typeof listener === "function")).toBe(true);
    expect(variables.connection).toHaveProperty("close");
    expect(Object.keys(variables.byHost as object).length).toBeGreaterThan(0);
  });

  test("says what it could not seed", () => {
    const seed: SeedDescription = {
      place: { in: "module", declared: { module: "m", name: "cache", isExported: false, localName: "cache" }, path: [], isConst: true },
      how: "entries",
      value: { kind: "map", entries: [["a", 1]] },
    };
    expect(applySeeds(undefined, [seed], worldOf(), build)).toEqual([seed.place]);
    const cache = new Map();
    expect(applySeeds(undefined, [seed], worldOf({ cache }), build)).toEqual([]);
    expect([...cache]).toEqual([["a", 1]]);
  });

  test("is printed as statements for what is exported", () => {
    const { file, context } = load(TEXT);
    const [seeds] = fc.sample(seedsOf(planOfModuleState(file, context)), { numRuns: 1, seed: 3 });
    const text = describeInputs([], seeds);
    expect(text.seeds.some((statement) => statement.startsWith("(cache as any).set("))).toBe(true);
    expect(text.seeds).toContain("/* Not reachable from here: listeners. */");
    expect(text.imports.map((each) => each.localName)).toEqual(["cache"]);
    expect(typeErrors([TEXT, ...text.declarations, ...text.seeds].join("\n"))).toEqual([]);
  });

  test("in JavaScript: a plain object is a cache, and fields are what the constructor assigns", () => {
    const { file, context } = load("const cache = {};\nexport class Hub { constructor() { this.peers = new Map(); this.queue = []; } }", "case.js");
    expect(summary(planOfModuleState(file, context))).toEqual(["module cache: entries of object"]);
    const plan = planOfReceiver(findNode(file, ts.isClassDeclaration), context) as InstancePlan;
    expect(summary(plan.seeds!)).toEqual(["public peers: entries of map", "public queue: entries of array"]);
  });
});

describe("instances", () => {
  test("are made by the constructor, with arguments of its parameters", () => {
    const text = `export class Limiter { constructor(readonly max: number, readonly names: readonly string[], readonly label?: "a" | "b") {} }`;
    const { plan } = receiver(text, "Limiter");
    expect(plan.class).toEqual({ module: "case.ts", name: "Limiter", isExported: true, localName: "Limiter" });
    expect(plan.parameters.map(({ plan: parameter, isOptional }) => [parameter.kind, isOptional ?? false])).toEqual([["number", false], ["array", false], ["union", true]]);
    const calls: unknown[][] = [];
    class Limiter {
      constructor(...args: unknown[]) {
        calls.push(args);
      }
    }
    for (const description of samplesOf(plan, 30)) expect(build(description, worldOf({ Limiter }))).toBeInstanceOf(Limiter);
    expect(calls.every(([max, names]) => typeof max === "number" && Array.isArray(names))).toBe(true);
    expect(new Set(calls.map((args) => args.length))).toEqual(new Set([2, 3]));
  });

  test("know the name that the class is exported by", () => {
    const classOf = (text: string): unknown => {
      const { file, context } = load(text);
      return (planOfReceiver(findNode(file, ts.isClassDeclaration), context) as InstancePlan).class;
    };
    expect(classOf("class A {}")).toMatchObject({ name: "A", isExported: false });
    expect(classOf("class A {}\nexport { A as B };")).toMatchObject({ name: "B", isExported: true, localName: "A" });
    expect(classOf("export default class A {}")).toMatchObject({ name: "default", isExported: true, localName: "A" });
  });

  test("of a class that cannot be reached fail with the reason", () => {
    const { plan } = receiver("class A {}", "A");
    const [description] = samplesOf(plan, 1);
    expect(() => buildReceiver(description!, worldOf())).toThrow("Cannot make a value of A: its class cannot be reached from outside its module.");
    class A {
      constructor() {
        throw new RangeError("no");
      }
    }
    expect(() => buildReceiver(description!, worldOf({ A }))).toThrow("Cannot make a value of A: its constructor threw.");
  });

  test("of an abstract class get its abstract members as stubs", () => {
    const text = `export abstract class Shape { readonly sizes = new Set<number>(); abstract area(scale: number): number; double() { return this.area(2) * 2; } }`;
    const { plan } = receiver(text, "Shape");
    const { Shape } = runText(text, ["Shape"]) as { Shape: new () => unknown };
    const calls: string[] = [];
    const world = worldOf({ Shape }, { called: ({ name, args }) => void calls.push(`${name}(${args.join()})`) });
    const shape = build(samplesOf(plan, 1)[0]!, world) as { double(): number };
    expect(shape).toBeInstanceOf(Shape);
    expect(shape.double() % 2).toBe(0);
    expect(calls).toEqual(["area(2)"]);
  });

  test("of generic classes take the type arguments", () => {
    const { file, context } = load(`export class Box<Item> { constructor(readonly items: Map<string, Item>) {} }\nexport function f(box: Box<boolean>) { return box; }`);
    const [parameter] = planOfParametersOf(findNode(file, ts.isFunctionDeclaration), context);
    expect((parameter!.plan as InstancePlan).parameters[0]!.plan).toEqual({ kind: "map", key: { kind: "string" }, value: { kind: "boolean" } });
  });

  test("are the same in a replay", () => {
    const { plan } = receiver(QUEUE, "Queue");
    const { Queue } = runText(QUEUE, ["Queue"]);
    for (const description of samplesOf(plan, 10) as InstanceDescription[]) {
      const replayed = JSON.parse(JSON.stringify(description)) as InstanceDescription;
      expect(build(replayed, worldOf({ Queue }))).toEqual(build(description, worldOf({ Queue })));
    }
  });
});
