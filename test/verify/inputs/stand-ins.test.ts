import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { build, buildReceiver } from "../../../src/verify/inputs/build.ts";
import { conforms } from "../../../src/verify/inputs/conforms.ts";
import { describeInputs } from "../../../src/verify/inputs/describe.ts";
import type { Description } from "../../../src/verify/inputs/description.ts";
import { planOfReceiver } from "../../../src/verify/inputs/from-function.ts";
import type { StandInPlan, TypePlan } from "../../../src/verify/inputs/plan.ts";
import { childrenOf, obstacleOf, withoutWrappers } from "../../../src/verify/inputs/plan-walk.ts";
import { isStandIn } from "../../../src/verify/inputs/stand-in.ts";
import type { StubCall } from "../../../src/verify/inputs/world.ts";
import { findNodes, load, planOf, samplesOf, typeErrors, worldOf } from "./helpers.ts";

const LOCAL = "function make() { class Local { constructor(readonly id: string, private secret: number) {} load(): Promise<number> { return null!; } n = 1; } return new Local('', 1); }";

function standInsIn(plan: TypePlan): StandInPlan[] {
  return [...(plan.kind === "stand-in" ? [plan] : []), ...childrenOf(plan).flatMap(standInsIn)];
}

/** `type T` nested so deeply that `inner` is not made in full. */
function nested(inner: string, levels = 9): string {
  const text = Array.from({ length: levels }, (_, level) => `interface L${level} { down: ${level + 1 < levels ? `L${level + 1}` : inner} }`);
  return `${text.join(" ")} type T = L0;`;
}

function innermost(plan: TypePlan): TypePlan {
  const members = plan.kind === "object" ? plan.properties : plan.kind === "stand-in" ? plan.members : undefined;
  const next = members?.find(({ name }) => name === "down");
  return next ? innermost(next.plan) : plan;
}

test("what is optional in a stand-in is there in some, and undefined in others", () => {
  const plan = planOf("function make() { class Local { id = ''; limit?: number; } return new Local(); } const x = make(); x.id; x.limit; type T = ReturnType<typeof make>;");
  const values = samplesOf(plan, 60).map((description) => build(description, worldOf()) as { id: unknown; limit: unknown });
  expect(values.every(({ id }) => typeof id === "string")).toBe(true);
  expect(new Set(values.map(({ limit }) => typeof limit))).toEqual(new Set(["number", "undefined"]));
});

describe("what is planned as a stand-in", () => {
  test("a class inside of a function, with the members that the file names", () => {
    const plan = planOf(`${LOCAL} const x = make(); x.id; x.load(); type T = ReturnType<typeof make>;`);
    expect(plan).toEqual({
      kind: "stand-in",
      type: "Local",
      members: [
        { name: "id", plan: { kind: "string" }, isReadonly: true },
        { name: "load", plan: { kind: "cast", plan: { kind: "function", name: "load", parameters: [], returns: { kind: "promise", value: { kind: "number" } } } } },
      ],
    });
    expect(obstacleOf(plan)).toBeUndefined();
  });

  test("but not where a method of it is to be called", () => {
    const { file, context } = load(LOCAL);
    const [declaration] = findNodes(file, ts.isClassDeclaration);
    expect(obstacleOf(planOfReceiver(declaration!, context))?.reason).toBe("class-in-function");
  });

  test("an object that lies too deep", () => {
    const inner = innermost(planOf(`interface Deep { id: string } const d: Deep = null!; d.id; d.down; ${nested("Deep")}`));
    expect(inner.kind).toBe("stand-in");
  });

  test.each([
    ["string", "string"],
    ["string | undefined", "union"],
    ["'a' | 'b'", "union"],
    ["Date", "date"],
    ["Promise<string>", "promise"],
    ["string[]", "array"],
    ["Map<string, number>", "map"],
  ] as const)("%s that lies too deep is no stand-in", (type, kind) => {
    const steps = "x.down.down.down.down.down.down.down.down.down.down;";
    const inner = innermost(planOf(`declare const x: any; ${steps} ${nested(type)}`));
    const found = withoutWrappers(inner).kind === "stand-in" ? (inner as StandInPlan).members?.[0]?.plan : inner;
    expect(found === undefined ? undefined : withoutWrappers(found).kind).toBe(kind);
  });

  test("another part of a union is taken where there is one", () => {
    const plan = planOf(`${LOCAL} type T = { a: string | ReturnType<typeof make>; b: ReturnType<typeof make> | undefined };`);
    const values = samplesOf(plan, 60).map((description) => build(description, worldOf()) as { a: unknown; b: unknown });
    expect(values.every(({ a }) => typeof a === "string")).toBe(true);
    expect(new Set(values.map(({ b }) => (isStandIn(b) ? "stand-in" : typeof b)))).toEqual(new Set(["stand-in", "undefined"]));
  });

  test("a recursive type without an end ends in one, another in what it may end in", () => {
    const plan = planOf("type Json = string | Json[] | { [key: string]: Json }; type T = Json;");
    expect(standInsIn(plan)).toEqual([]);
    for (const description of samplesOf(plan, 50)) expect(JSON.stringify(description)).not.toContain("stand-in");
  });

  test("values of such plans belong to them", () => {
    const plan = planOf(`${LOCAL} const x = make(); x.id; x.load(); type T = Map<string, ReturnType<typeof make>>;`);
    for (const description of samplesOf(plan, 20)) expect(conforms(build(description, worldOf()), plan)).toBe(true);
  });
});

type Any = any;

function standIn(properties: readonly (readonly [string, Description])[] = [], calls: StubCall[] = []): Any {
  const world = worldOf({}, { called: (call) => void calls.push(call) });
  return build({ kind: "stand-in", type: "Room", properties }, world);
}

describe("a stand-in", () => {
  test("has functions for members, whose results have members again", () => {
    const calls: StubCall[] = [];
    const room = standIn([], calls);
    expect(room.client).toBe(room.client);
    expect(room.client.store.load("a").then).toBeUndefined();
    expect(room.client.store.load("b")).not.toBe(room.client.store.load("b"));
    expect(calls.map(({ name, index, args }) => [name, index, args])).toEqual([
      ["Room.client.store.load", 0, ["a"]],
      ["Room.client.store.load", 1, ["b"]],
      ["Room.client.store.load", 2, ["b"]],
    ]);
    expect(isStandIn(new room.client.Store(1))).toBe(true);
  });

  test("is no promise, has no elements, and is NaN as a number", async () => {
    const room = standIn();
    expect(await room).toBe(room);
    expect([...room, ...room.members]).toEqual([]);
    expect(room.size > 0 || room.size <= 0).toBe(false);
    expect(Number(room)).toBeNaN();
  });

  test("is a text that no other one is: keys made of two do not meet", () => {
    const room = standIn();
    const texts = [room, room.next(), room.next(), room.name].flatMap((each) => [`${each}`, JSON.stringify({ each }), each.toString(), String(each.id)]);
    expect(new Set(texts).size).toBe(texts.length - 4);
    expect(`${room.name}`).toBe(`${room.name}`);
  });

  test("keeps what is assigned to it, and can be copied", () => {
    const room = standIn([["id", "a"], ["isOpen", false]]);
    room.isOpen = true;
    room.count = 1;
    expect({ ...room }).toEqual({ id: "a", isOpen: true, count: 1 });
    expect("anything" in room && "id" in room).toBe(true);
    expect("then" in room).toBe(false);
  });

  test("ends walks along it, and endless calls", () => {
    const room = standIn();
    let steps = 0;
    for (let at = room; at; at = at.parent) steps++;
    expect(steps).toBeLessThan(20);
    expect(() => {
      for (;;) room.hasMore();
    }).toThrow("Cannot make a value of Room.hasMore: what stands for it is called again and again.");
  });

  test("throws when a member is read that cannot be made", () => {
    const room = standIn([["element", { kind: "absent", reason: "dom", type: "Element" }]]);
    expect(() => room.element).toThrow("Cannot make a value of Element");
    expect(() => room.element).toThrow("Cannot make a value of Element");
    expect({ ...room }).toEqual({});
  });

  test("is printed as what the compiler takes", () => {
    const { expressions } = describeInputs([{ kind: "stand-in", type: "Room /* x */", properties: [["id", "a"]] }]);
    expect(expressions).toEqual(['({ id: "a" } as never /* a stand-in of Room /* x * / */)']);
    expect(typeErrors(`interface Room { id: string; load(): void } export const room: Room = ${expressions[0]};`)).toEqual([]);
  });
});

describe("a class that cannot be constructed", () => {
  class Client {
    readonly #open: boolean;
    constructor(url: string) {
      if (url === "b") throw new TypeError("no URL");
      this.#open = true;
    }
    isOpen(): boolean {
      return this.#open;
    }
  }
  class Room {
    readonly client: Client;
    constructor(client: Client) {
      this.client = client;
    }
  }
  const client = (url: string): Description => ({ kind: "instance", class: { module: "a", name: "Client", isExported: true, localName: "Client" }, args: [url] });
  const room = (url: string): Description => ({ kind: "instance", class: { module: "a", name: "Room", isExported: true, localName: "Room" }, args: [client(url)] });

  test("is stood in for as a parameter, and says so", () => {
    const types: string[] = [];
    const world = worldOf({ Client, Room }, { stoodIn: (type) => void types.push(type) });
    const [made, failed] = [buildReceiver(room("a"), world) as Room, buildReceiver(room("b"), world) as Room];
    expect(made.client.isOpen()).toBe(true);
    expect(types).toEqual(["Client"]);
    expect(failed.client).toBeInstanceOf(Client);
    expect(isStandIn(failed.client.isOpen())).toBe(true);
  });

  test("fails as a receiver", () => {
    expect(() => buildReceiver(client("b"), worldOf({ Client }))).toThrow("Cannot make a value of Client: its constructor threw.");
  });
});
