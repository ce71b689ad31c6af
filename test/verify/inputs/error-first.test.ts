import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { build } from "../../../src/verify/inputs/build.ts";
import { answerCallback } from "../../../src/verify/inputs/error-first.ts";
import { worldOf } from "./helpers.ts";

/** What is told to the callback: once for each time that it is called. */
function answersOf(name: string, make: (told: (...args: unknown[]) => void) => unknown): unknown[][] {
  const told: unknown[][] = [];
  const later: (() => void)[] = [];
  answerCallback(["a", make((...args) => void told.push(args))], name, () => "result", (act) => void later.push(act));
  expect(told).toEqual([]);
  for (const act of later) act();
  return told;
}

describe("a callback that takes an error first", () => {
  test("is told once, later, that there was none, with as many results as it takes", () => {
    expect(answersOf("pool.connect", (told) => (err: unknown, connection: unknown, release: unknown) => told(err, connection, release))).toEqual([[null, "result", "result"]]);
    expect(answersOf("pool.close", (told) => (error: unknown) => (error ? undefined : told(error)))).toEqual([[null]]);
    // prettier-ignore
    expect(answersOf("pool.close", (told) => async (readError: unknown) => { await Promise.resolve(told(readError)); })).toEqual([[null]]);
    // prettier-ignore
    expect(answersOf("fs.read", (told) => function done(err: unknown, text: unknown) { told(err, text); })).toEqual([[null, "result"]]);
  });

  test("a predicate of an error is not called: there is none that it could look at", () => {
    type Coded = { code?: string };
    expect(answersOf("retryIf", (told) => (err: Coded) => told(err.code))).toEqual([]);
    expect(answersOf("retryIf", (told) => async (err: Coded) => await Promise.resolve(told(err.code)))).toEqual([]);
    expect(answersOf("p.tapCatchIf", () => (err: Coded) => err.code === "X")).toEqual([]);
    expect(answersOf("p.map", () => (error: Coded) => ({ code: error.code }))).toEqual([]);
  });

  test("others are not called: nobody knows what they are for", () => {
    expect(answersOf("list.map", (told) => (item: unknown) => told(item))).toEqual([]);
    expect(answersOf("limit", (told) => () => told())).toEqual([]);
    expect(answersOf("read", (told) => (data: unknown, err: unknown) => told(data, err))).toEqual([]);
  });

  test.each(["server.on", "once", "promise.catch", "app.use", "waiting.push", "addListener", "client.onError", "socket.onerror", "subscribe"])("what only keeps a function does not call it: %s", (name) => {
    expect(answersOf(name, (told) => (err: unknown) => told(err))).toEqual([]);
  });
});

describe("what stands in for an object", () => {
  const outside = (): { later: (() => void)[]; pool: { connect(...args: unknown[]): unknown } } => {
    const later: (() => void)[] = [];
    const world = worldOf({}, { later: (callback) => void later.push(callback) });
    return { later, pool: build({ kind: "stand-in", type: "Pool" }, world) as never };
  };

  test("answers callbacks", async () => {
    const { later, pool } = outside();
    const connected = new Promise((resolve, reject) => void pool.connect((err: Error | null, connection: unknown) => (err ? reject(err) : resolve(connection))));
    expect(later).toHaveLength(1);
    later[0]!();
    expect(typeof (await connected)).toBe("function");
  });

  test("keeps what its constructors are given: nobody says when they call it", () => {
    const { later, pool } = outside();
    const { Boundary } = pool as unknown as { Boundary: new (report: unknown) => unknown };
    // prettier-ignore
    new Boundary((error: Error) => { throw error; });
    expect(later).toEqual([]);
  });

  test("can be promisified", () => {
    const { pool } = outside();
    const connect = promisify(pool.connect);
    expect(typeof connect.call(pool)).toBe("function");
  });
});
