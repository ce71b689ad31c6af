import { describe, expect, test } from "vitest";
import type { Body } from "../../../src/engine/schedule/body.ts";
import { go } from "../../../src/engine/schedule/run.ts";
import type { Steps } from "../../../src/engine/step/step.ts";
import { Atomic } from "../../../src/engine/sync/atomic.ts";
import { Channel } from "../../../src/engine/sync/channel.ts";
import { Mutex } from "../../../src/engine/sync/mutex.ts";
import { Once } from "../../../src/engine/sync/once.ts";
import { RWMutex } from "../../../src/engine/sync/rwmutex.ts";
import { receiving, select, sending } from "../../../src/engine/sync/select.ts";
import { pause, sleep } from "../../../src/engine/sync/sleep.ts";
import { Variable } from "../../../src/engine/sync/variable.ts";
import { WaitGroup } from "../../../src/engine/sync/wait-group.ts";
import { racesOf } from "./races.ts";

/** Main and another task on one variable `x`. */
function two(other: (x: Variable<number>) => Steps<void>, main: (x: Variable<number>) => Steps<void>): Body {
  return function* () {
    const x = new Variable(0, "x");
    go(() => other(x));
    yield* main(x);
  };
}

function withChannel(capacity: number, body: (x: Variable<number>, channel: Channel<number>) => [() => Steps<void>, () => Steps<void>]): Body {
  return function* () {
    const x = new Variable(0, "x");
    const [other, main] = body(x, new Channel<number>(capacity));
    go(other);
    yield* main();
  };
}

const never = { sometimes: [], always: [] };
const always = { sometimes: ["x"], always: ["x"] };

describe("what happens before what", () => {
  test("nothing orders plain accesses, pauses or sleeps", () => {
    expect(racesOf(two((x) => x.write(1), (x) => x.write(2)))).toEqual(always);
    expect(racesOf(two((x) => x.write(1), function* (x) {
      yield* pause();
      yield* sleep(5);
      yield* x.read();
    }))).toEqual(always);
  });

  test("unlock before the next lock", () => {
    const mutex = (isGuarded: boolean): Body =>
      function* () {
        const x = new Variable(0, "x");
        const lock = new Mutex();
        const change = function* (): Steps<void> {
          yield* x.update((value) => value + 1);
        };
        for (let i = 0; i < 3; i++) go(() => (isGuarded || i > 0 ? lock.with(change) : change()));
      };
    expect(racesOf(mutex(true))).toEqual(never);
    expect(racesOf(mutex(false)).sometimes).toEqual(["x"]);
  });

  test("RWMutex orders writers with all, and readers not with each other", () => {
    const program = (isReadOnly: boolean): Body =>
      function* () {
        const x = new Variable(0, "x");
        const y = new Variable(0, "y");
        const lock = new RWMutex();
        go(() => lock.with(() => x.write(1)));
        for (let i = 0; i < 2; i++) {
          go(() =>
            lock.withRead(function* () {
              yield* x.read();
              yield* isReadOnly ? y.read() : y.write(1);
            }),
          );
        }
      };
    expect(racesOf(program(true))).toEqual(never);
    // Where the writer comes between the two readers it orders them; elsewhere nothing does.
    const { sometimes, always } = racesOf(program(false));
    expect([sometimes, always]).toEqual([["y"], []]);
  });

  test("done before the wait that it ends, and not before the next add", () => {
    const program = function* (): Steps<void> {
      const x = new Variable(0, "x");
      const y = new Variable(0, "y");
      const group = new WaitGroup();
      yield* group.add(2);
      for (let i = 0; i < 2; i++) {
        go(function* () {
          if (i === 0) yield* x.write(1);
          yield* y.write(i);
          yield* group.done();
        });
      }
      yield* group.wait();
      yield* x.write(2);
    };
    expect(racesOf(program)).toEqual({ sometimes: ["y"], always: ["y"] });
  });

  test("the function of a Once before every return", () => {
    const program = function* (): Steps<void> {
      const x = new Variable(0, "x");
      const once = new Once();
      for (let i = 0; i < 3; i++) {
        go(function* () {
          yield* once.do(() => x.write(1));
          yield* x.read();
        });
      }
    };
    expect(racesOf(program)).toEqual(never);
  });

  test("an atomic operation before those that see it", () => {
    const program = (isSeen: (flag: Atomic<number>) => Steps<boolean>, set: (flag: Atomic<number>) => Steps<unknown>): Body =>
      function* () {
        const x = new Variable(0, "x");
        const flag = new Atomic(0);
        go(function* () {
          yield* x.write(1);
          yield* set(flag);
        });
        while (!(yield* isSeen(flag))) yield* pause();
        yield* x.write(2);
      };
    const load = function* (flag: Atomic<number>): Steps<boolean> {
      return (yield* flag.load()) === 1;
    };
    expect(racesOf(program(load, (flag) => flag.store(1)))).toEqual(never);
    expect(racesOf(program(load, (flag) => flag.add(1)))).toEqual(never);
    expect(racesOf(program((flag) => flag.compareAndSwap(1, 2), (flag) => flag.swap(1)))).toEqual(never);
    const blind = function* (flag: Atomic<number>): Steps<boolean> {
      yield* flag.store(2);
      return true;
    };
    expect(racesOf(program(blind, (flag) => flag.store(1)))).toEqual(always);
  });
});

describe("what happens before what in channels", () => {
  const sender = (x: Variable<number>, channel: Channel<number>) =>
    function* (): Steps<void> {
      yield* x.write(1);
      yield* channel.send(0);
    };
  const receiver = (x: Variable<number>, channel: Channel<number>) =>
    function* (): Steps<void> {
      yield* channel.receive();
      yield* x.write(2);
    };
  const waitingReceiver = (x: Variable<number>, channel: Channel<number>) =>
    function* (): Steps<void> {
      yield* x.write(2);
      yield* channel.receive();
    };
  const laterSender = (x: Variable<number>, channel: Channel<number>, count: number) =>
    function* (): Steps<void> {
      for (let i = 0; i < count; i++) yield* channel.send(i);
      yield* x.write(1);
    };

  test.each([0, 1, 3])("a send before its receive is complete (capacity %i)", (capacity) => {
    expect(racesOf(withChannel(capacity, (x, channel) => [sender(x, channel), receiver(x, channel)]))).toEqual(never);
    expect(racesOf(withChannel(capacity, (x, channel) => [receiver(x, channel), sender(x, channel)]))).toEqual(never);
  });

  test("a select's send and receive just so, whoever completes whose operation", () => {
    for (const capacity of [0, 1]) {
      const program = withChannel(capacity, (x, channel) => [
        function* () {
          yield* x.write(1);
          yield* select([sending(channel, 1), receiving(Channel.nil<number>())]);
        },
        function* () {
          yield* select([receiving(Channel.nil<number>()), receiving(channel)]);
          yield* x.write(2);
        },
      ]);
      expect(racesOf(program)).toEqual(never);
    }
  });

  test.each([0, 1, 2])("the k-th receive before the send C later is complete, and no other (capacity %i)", (capacity) => {
    const program = (sends: number): Body =>
      withChannel(capacity, (x, channel) => [
        laterSender(x, channel, sends),
        function* () {
          yield* waitingReceiver(x, channel)();
          for (let i = 1; i < sends; i++) yield* channel.receive();
        },
      ]);
    expect(racesOf(program(capacity + 1))).toEqual(never);
    if (capacity > 0) expect(racesOf(program(capacity))).toEqual(always);
  });

  test.each([0, 1, 2])("the same when the receiver, or the sender, has been waiting (capacity %i)", (capacity) => {
    const receiverWaits = withChannel(capacity, (x, channel) => [
      waitingReceiver(x, channel),
      function* () {
        yield* sleep(1);
        yield* laterSender(x, channel, 1)();
      },
    ]);
    expect(racesOf(receiverWaits)).toEqual(capacity === 0 ? never : always);
    const senderWaits = withChannel(capacity, (x, channel) => [
      laterSender(x, channel, capacity + 1),
      function* () {
        yield* sleep(1);
        yield* waitingReceiver(x, channel)();
        for (let i = 0; i < capacity; i++) yield* channel.receive();
      },
    ]);
    expect(racesOf(senderWaits)).toEqual(never);
    const lastOfSender = withChannel(capacity, (x, channel) => [
      function* () {
        for (let i = 0; i < capacity; i++) yield* channel.send(i);
        yield* x.write(1);
        yield* channel.send(capacity);
      },
      function* () {
        yield* sleep(1);
        for (let i = 0; i <= capacity; i++) yield* channel.receive();
        yield* x.write(2);
      },
    ]);
    expect(racesOf(lastOfSender)).toEqual(never);
  });

  test("close before a receive that returns because of it", () => {
    const program = withChannel(0, (x, channel) => [
      function* () {
        yield* x.write(1);
        yield* channel.close();
      },
      receiver(x, channel),
    ]);
    expect(racesOf(program)).toEqual(never);
  });
});
