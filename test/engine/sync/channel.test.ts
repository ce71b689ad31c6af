import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineInputError, GoPanic } from "../../../src/engine/errors.ts";
import { go, run } from "../../../src/engine/schedule/run.ts";
import { runSteps, type Steps } from "../../../src/engine/step/step.ts";
import { Channel, type Received } from "../../../src/engine/sync/channel.ts";
import { receiving, select, sending } from "../../../src/engine/sync/select.ts";
import { sleep } from "../../../src/engine/sync/sleep.ts";
import { WaitGroup } from "../../../src/engine/sync/wait-group.ts";
import { allOutcomes, runRandomly, valueOf, waits } from "./outcomes.ts";

/** Sends all values, by plain sends or by selects with another channel that nobody uses. */
function* sendAll(channel: Channel<number>, values: readonly number[], bySelect: boolean): Steps<void> {
  const unused = new Channel<number>();
  for (const value of values) {
    if (bySelect) yield* select([receiving(unused), sending(channel, value)]);
    else yield* channel.send(value);
  }
}

function* receiveAll(channel: Channel<number>, bySelect: boolean, into: number[]): Steps<void> {
  const unused = new Channel<number>();
  for (;;) {
    const received: Received<number> = bySelect ? yield* receiveBySelect(channel, unused) : yield* channel.receive();
    if (!received.ok) return;
    into.push(received.value);
  }
}

function* receiveBySelect(channel: Channel<number>, unused: Channel<number>): Steps<Received<number>> {
  const chosen = yield* select([receiving(channel), sending(unused, 0)]);
  expect(chosen.index).toBe(0);
  return chosen as Received<number>;
}

interface Traffic {
  readonly capacity: number;
  readonly senders: readonly boolean[];
  readonly receivers: readonly boolean[];
}

const perSender = 5;

/** Several senders and receivers on one channel. @returns what each receiver got. */
function traffic({ capacity, senders, receivers }: Traffic): () => Steps<number[][]> {
  return function* () {
    const channel = new Channel<number>(capacity);
    const sent = new WaitGroup();
    const received = new WaitGroup();
    const results = receivers.map((): number[] => []);
    yield* sent.add(senders.length);
    yield* received.add(receivers.length);
    for (const [i, bySelect] of senders.entries()) {
      go(function* () {
        yield* sendAll(channel, Array.from({ length: perSender }, (_, k) => i * 100 + k), bySelect);
        yield* sent.done();
      });
    }
    for (const [i, bySelect] of receivers.entries()) {
      go(function* () {
        yield* receiveAll(channel, bySelect, results[i]!);
        expect(channel.length).toBeLessThanOrEqual(capacity);
        yield* received.done();
      });
    }
    yield* sent.wait();
    yield* channel.close();
    yield* received.wait();
    return results;
  };
}

describe("Channel", () => {
  test("loses nothing, doubles nothing, and keeps the order of each sender, under any schedule", () => {
    const tasks = fc.array(fc.boolean(), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.record({ capacity: fc.integer({ min: 0, max: 3 }), senders: tasks, receivers: tasks }),
        (seed, subject) => {
          const results = valueOf(runRandomly(traffic(subject), seed));
          const wanted = subject.senders.flatMap((_, i) => Array.from({ length: perSender }, (_, k) => i * 100 + k));
          expect(results.flat().sort((a, b) => a - b)).toEqual(wanted);
          for (const values of results) {
            for (const i of subject.senders.keys()) {
              const ofSender = values.filter((value) => Math.floor(value / 100) === i);
              expect(ofSender).toEqual([...ofSender].sort((a, b) => a - b));
            }
          }
        },
      ),
      { seed: 15, numRuns: 400 },
    );
  });

  test("one receiver gets all values in the order in which they went in", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 0, max: 3 }), (seed, capacity) => {
        const [values] = valueOf(runRandomly(traffic({ capacity, senders: [false], receivers: [false] }), seed));
        expect(values).toEqual([0, 1, 2, 3, 4]);
      }),
      { seed: 16, numRuns: 100 },
    );
  });

  test.each([0, 1, 2])("tasks that have been waiting are served in the order of their coming (capacity %i)", (capacity) => {
    for (let seed = 1; seed <= 100; seed++) {
      const program = function* (): Steps<string> {
        const channel = new Channel<string>(capacity);
        const order: string[] = [];
        for (let i = 0; i < 3; i++) {
          go(function* () {
            yield* sleep(i);
            order.push(`${i}${(yield* channel.receive()).value}`);
          });
        }
        yield* sleep(5);
        for (const value of ["a", "b", "c"]) yield* channel.send(value);
        yield* sleep(5);
        const filled = new Channel<string>(capacity);
        for (let i = 0; i < capacity; i++) yield* filled.send("-");
        for (let i = 0; i < 3; i++) {
          go(function* () {
            yield* sleep(i);
            yield* filled.send(`${i}`);
          });
        }
        yield* sleep(5);
        for (let i = 0; i < 3 + capacity; i++) order.push((yield* filled.receive()).value!);
        return `${order.slice(0, 3).sort().join(" ")} ${order.slice(3).join("")}`;
      };
      expect(valueOf(runRandomly(program, seed))).toBe(`0a 1b 2c ${"-".repeat(capacity)}012`);
    }
  });

  test("close: what is in the buffer still comes out, then nothing does", () => {
    const channel = new Channel<string>(2);
    runSteps(channel.send("a"));
    runSteps(channel.send("b"));
    expect([channel.length, channel.capacity]).toEqual([2, 2]);
    expect(runSteps(channel.close()).steps).toBe(1);
    expect([1, 2, 3].map(() => runSteps(channel.receive()).result)).toEqual([
      { value: "a", ok: true },
      { value: "b", ok: true },
      { value: undefined, ok: false },
    ]);
  });

  test("misuse panics with Go's words and leaves the channel as it was", () => {
    const channel = new Channel<string>(1);
    runSteps(channel.send("a"));
    runSteps(channel.close());
    expect(() => runSteps(channel.send("b"))).toThrow(new GoPanic("send on closed channel"));
    expect(() => runSteps(channel.close())).toThrow(new GoPanic("close of closed channel"));
    expect(() => runSteps(select([sending(channel, "b")]))).toThrow(new GoPanic("send on closed channel"));
    expect(runSteps(channel.receive()).result).toEqual({ value: "a", ok: true });
    expect(() => new Channel(-1)).toThrow(new GoPanic("makechan: size out of range"));
    expect(() => new Channel(1.5)).toThrow(EngineInputError);
    expect(() => runSteps(Channel.nil().close())).toThrow(new GoPanic("close of nil channel"));
  });

  test("a send that waits panics when the channel is closed; a receiver that waits gets nothing", () => {
    const program = function* (): Steps<string> {
      const channel = new Channel<number>();
      let message = "";
      go(function* () {
        try {
          yield* channel.send(1);
        } catch (error) {
          message = (error as Error).message;
        }
      });
      const other = new Channel<number>();
      go(function* () {
        const received = yield* other.receive();
        message += ` ${JSON.stringify(received)}`;
      });
      yield* sleep(1);
      yield* channel.close();
      yield* sleep(1);
      yield* other.close();
      yield* sleep(1);
      return message;
    };
    expect(allOutcomes(program)).toEqual([JSON.stringify('send on closed channel {"ok":false}')]);
  });

  test("without a scheduler an operation that would wait is an error, and leaves nothing behind", () => {
    const channel = new Channel<number>(1, "jobs");
    expect(() => runSteps(channel.receive())).toThrow(/chan receive of channel "jobs" has to wait/);
    runSteps(channel.send(1));
    expect(() => runSteps(channel.send(2))).toThrow(/chan send of channel "jobs" has to wait/);
    expect(() => runSteps(select([sending(channel, 3)]))).toThrow(/select of 1 cases has to wait/);
    expect(runSteps(channel.receive()).result).toEqual({ value: 1, ok: true });
    expect(channel.length).toBe(0);
  });

  test("range runs until the channel is closed, or the body says false", () => {
    const channel = new Channel<number>(5);
    const seen: number[] = [];
    for (let i = 0; i < 5; i++) runSteps(channel.send(i));
    const body = function* (value: number): Steps<boolean> {
      seen.push(value);
      return value !== 2;
    };
    runSteps(channel.range(body));
    expect(seen).toEqual([0, 1, 2]);
    runSteps(channel.close());
    runSteps(channel.range(body));
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  test("who waits for ever is described as in Go", () => {
    const result = run(function* () {
      const channel = new Channel<number>(1);
      const empty = new Channel<number>();
      yield* channel.send(1);
      go(() => channel.send(2), "sender");
      go(() => select([receiving(empty), receiving(Channel.nil<number>())]), "selector");
      go(() => select([]), "nobody");
      go(() => Channel.nil<number>().send(1), "nil sender");
      yield* new Channel<number>().receive();
    });
    expect(waits(result)).toEqual({
      main: "chan receive",
      sender: "chan send",
      selector: "select",
      nobody: "select (no cases)",
      "nil sender": "chan send (nil chan)",
    });
  });
});

describe("select", () => {
  test("with several cases ready any of them may be chosen", () => {
    const outcomes = allOutcomes(function* () {
      const a = new Channel<string>(1);
      const b = new Channel<string>(1);
      yield* a.send("x");
      const chosen = yield* select([receiving(a), sending(b, "y"), receiving(Channel.nil<string>())]);
      return [chosen.index, chosen.value, a.length, b.length];
    });
    expect(outcomes).toEqual(['[0,"x",0,0]', "[1,null,1,1]"]);
  });

  test("two selects meet, and each does one case only", () => {
    const outcomes = allOutcomes(function* () {
      const a = new Channel<string>();
      const b = new Channel<string>();
      let other = -1;
      go(function* () {
        other = (yield* select([sending(a, "a"), sending(b, "b")])).index;
      });
      const { index, value } = yield* select([receiving(a), receiving(b)]);
      yield* sleep(1);
      return [index, value, other];
    });
    expect(outcomes).toEqual(['[0,"a",0]', '[1,"b",1]']);
  });

  test("a task does not meet itself", () => {
    const outcomes = allOutcomes(function* () {
      const channel = new Channel<number>();
      return yield* select([sending(channel, 1), receiving(channel)]);
    });
    expect(outcomes).toEqual(["fatal error: all goroutines are asleep - deadlock!"]);
  });

  test("with a default it may miss a receiver that is about to come, but none that has been waiting", () => {
    const signal = (delay: number) =>
      function* (): Steps<number> {
        const channel = new Channel<number>();
        go(function* () {
          yield* channel.receive();
        });
        yield* sleep(delay);
        const { index } = yield* select([sending(channel, 1)], { default: true });
        yield* channel.close();
        return index;
      };
    expect(allOutcomes(signal(0))).toEqual(["-1", "0"]);
    expect(allOutcomes(signal(1))).toEqual(["0"]);
  });

  test("a message that is dropped because its receiver is not there yet is found even when the receiver has announced itself", () => {
    const outcomes = allOutcomes(function* () {
      const channel = new Channel<number>();
      let isAnnounced = false;
      go(function* () {
        isAnnounced = true;
        yield* channel.receive();
      });
      const chosen = yield* select([sending(channel, 1)], { default: true });
      const wasAnnounced = isAnnounced;
      yield* channel.close();
      return [wasAnnounced, chosen.index];
    });
    expect(outcomes).toEqual(["[false,-1]", "[true,-1]", "[true,0]"]);
  });

  test("a closed channel is ready, and the result says that nothing was sent", () => {
    const channel = new Channel<number>();
    runSteps(channel.close());
    expect(runSteps(select([receiving(channel)]))).toEqual({ result: { index: 0, value: undefined, ok: false }, steps: 1 });
    expect(runSteps(select([receiving(new Channel<number>())], { default: true })).result.index).toBe(-1);
  });
});
