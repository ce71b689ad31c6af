import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GoFatalError, GoPanic } from "../../../src/engine/errors.ts";
import { go, run } from "../../../src/engine/schedule/run.ts";
import { runSteps, type Steps } from "../../../src/engine/step/step.ts";
import { Mutex } from "../../../src/engine/sync/mutex.ts";
import { RWMutex } from "../../../src/engine/sync/rwmutex.ts";
import { pause, sleep } from "../../../src/engine/sync/sleep.ts";
import { WaitGroup } from "../../../src/engine/sync/wait-group.ts";
import { allOutcomes, runRandomly, valueOf, waits } from "./outcomes.ts";

/** Runs the bodies as tasks, and waits for them. */
function* together(...bodies: (() => Steps<void>)[]): Steps<void> {
  const group = new WaitGroup();
  yield* group.add(bodies.length);
  for (const body of bodies) {
    go(function* () {
      yield* body();
      yield* group.done();
    });
  }
  yield* group.wait();
}

describe("Mutex", () => {
  test("lets one task at a time in, under any schedule", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 2, max: 5 }), (seed, tasks) => {
        let inside = 0;
        let total = 0;
        const program = function* (): Steps<number> {
          const mutex = new Mutex();
          const body = function* (): Steps<void> {
            for (let i = 0; i < 4; i++) {
              yield* mutex.lock();
              expect(++inside).toBe(1);
              const before = total;
              yield* pause();
              total = before + 1;
              inside--;
              yield* mutex.unlock();
            }
          };
          yield* together(...Array.from({ length: tasks }, () => body));
          return total;
        };
        expect(valueOf(runRandomly(program, seed))).toBe(tasks * 4);
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  test("any of the tasks that wait may be next", () => {
    const outcomes = allOutcomes(function* () {
      const mutex = new Mutex();
      const order: string[] = [];
      const enter = (name: string) => () => mutex.with(function* () {
        order.push(name);
      });
      yield* together(enter("a"), enter("b"), enter("c"));
      return order.join("");
    }, 2);
    expect(outcomes).toEqual(["abc", "acb", "bac", "bca", "cab", "cba"].map((each) => JSON.stringify(each)));
  });

  test("unlocking an unlocked one ends the program, and no catch helps", () => {
    const program = function* (): Steps<void> {
      try {
        yield* new Mutex().unlock();
      } catch {
        yield* pause();
      }
    };
    expect(run(program).outcome).toMatchObject({ kind: "fatal", message: "fatal error: sync: unlock of unlocked mutex" });
    expect(() => runSteps(new Mutex().unlock())).toThrow(GoFatalError);
  });

  test("another task may unlock it", () => {
    const program = function* (): Steps<string> {
      const mutex = new Mutex();
      yield* mutex.lock();
      const locker = mutex.holder!.path;
      go(() => mutex.unlock());
      yield* mutex.lock();
      return `${locker} ${mutex.holder!.path}`;
    };
    expect(allOutcomes(program)).toEqual(['"0 0"']);
  });

  test("tryLock takes it only when it is free", () => {
    const mutex = new Mutex();
    expect(runSteps(mutex.tryLock())).toEqual({ result: true, steps: 1 });
    expect(runSteps(mutex.tryLock())).toEqual({ result: false, steps: 1 });
    expect(runSteps(mutex.unlock()).steps).toBe(1);
    expect(mutex.isLocked).toBe(false);
  });

  test("with unlocks it when the body throws", () => {
    const mutex = new Mutex();
    expect(() =>
      runSteps(
        mutex.with(function* () {
          expect(mutex.isLocked).toBe(true);
          throw new GoPanic("boom");
        }),
      ),
    ).toThrow("boom");
    expect(mutex.isLocked).toBe(false);
  });

  test("a lock that can never be had is a deadlock, with what the task waits for", () => {
    const result = run(function* () {
      const mutex = new Mutex();
      yield* mutex.lock();
      yield* mutex.lock();
    });
    expect(result.outcome.kind).toBe("deadlock");
    expect(waits(result)).toEqual({ main: "sync.Mutex.Lock" });
  });

  test("without a scheduler a lock that would wait is an error, and the mutex stays as it is", () => {
    const mutex = new Mutex("cache");
    runSteps(mutex.lock());
    expect(() => runSteps(mutex.lock())).toThrow(/sync\.Mutex\.Lock of mutex "cache" has to wait, and no scheduler runs/);
    runSteps(mutex.unlock());
    expect(runSteps(mutex.lock()).steps).toBe(1);
  });
});

describe("RWMutex", () => {
  test("a writer is alone, and readers are together, under any schedule", () => {
    let mostReaders = 0;
    const someKinds = fc.array(fc.constantFrom("r", "w", "tr", "tw"), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), someKinds, (seed, kinds) => {
        let readers = 0;
        let writers = 0;
        const program = function* (): Steps<void> {
          const lock = new RWMutex();
          const write = function* (isTry: boolean): Steps<void> {
            if (isTry && !(yield* lock.tryLock())) return;
            if (!isTry) yield* lock.lock();
            expect([++writers, readers]).toEqual([1, 0]);
            yield* pause();
            writers--;
            yield* lock.unlock();
          };
          const read = function* (isTry: boolean): Steps<void> {
            if (isTry && !(yield* lock.tryRLock())) return;
            if (!isTry) yield* lock.rLock();
            mostReaders = Math.max(mostReaders, ++readers);
            expect(writers).toBe(0);
            yield* pause();
            readers--;
            yield* lock.rUnlock();
          };
          const bodyOf = (kind: string) =>
            function* (): Steps<void> {
              for (let i = 0; i < 3; i++) yield* kind.endsWith("r") ? read(kind === "tr") : write(kind === "tw");
            };
          yield* together(...kinds.map(bodyOf));
          expect(lock.state).toEqual({ isWriting: false, readers: 0 });
        };
        valueOf(runRandomly(program, seed));
      }),
      { seed: 12, numRuns: 400 },
    );
    expect(mostReaders).toBeGreaterThan(2);
  });

  /** The order in which tasks come in, where they come to the lock at the times of their numbers, and stay for 10. */
  function orderOf(kinds: string): string {
    return valueOf(
      run(function* () {
        const lock = new RWMutex();
        const order: string[] = [];
        const bodies = [...kinds].map((kind, time) => {
          const stay = function* (): Steps<void> {
            order.push(`${kind}${time}`);
            yield* sleep(10);
          };
          return function* (): Steps<void> {
            yield* sleep(time);
            yield* kind === "w" ? lock.with(stay) : lock.withRead(stay);
          };
        });
        yield* together(...bodies);
        return order.join(" ");
      }),
    );
  }

  test("a writer that waits keeps later readers out, those that are in go on, and all that waited come before the next writer", () => {
    expect(orderOf("rrwrwr")).toMatch(/^r0 r1 w2 (r3 r5|r5 r3) w4$/);
    expect(orderOf("wrwr")).toMatch(/^w0 (r1 r3|r3 r1) w2$/);
    expect(orderOf("rwr")).toBe("r0 w1 r2");
  });

  test("readers that come and come do not starve a writer", () => {
    const result = run(
      function* () {
        const lock = new RWMutex();
        let isOver = false;
        const reader = function* (): Steps<void> {
          while (!isOver) yield* lock.withRead(() => sleep(2));
        };
        const writer = function* (): Steps<void> {
          yield* sleep(1);
          yield* lock.lock();
          isOver = true;
          yield* lock.unlock();
        };
        yield* together(
          reader,
          function* () {
            yield* sleep(1);
            yield* reader();
          },
          writer,
        );
      },
      { steps: 1000 },
    );
    expect(result.outcome.kind).toBe("completed");
  });

  test("a writer that has not come to the lock yet keeps nobody out", () => {
    const outcomes = allOutcomes(function* () {
      const lock = new RWMutex();
      const order: string[] = [];
      const note = (name: string) =>
        function* (): Steps<void> {
          order.push(name);
        };
      yield* together(
        () => lock.with(note("w")),
        () => lock.withRead(note("r")),
      );
      return order.join("");
    });
    expect(outcomes).toEqual(['"rw"', '"wr"']);
  });

  test("a reader that locks again deadlocks when a writer comes between, and only then", () => {
    const outcomes = allOutcomes(function* () {
      const lock = new RWMutex();
      go(() => lock.with(pause));
      yield* lock.rLock();
      yield* lock.rLock();
      yield* lock.rUnlock();
      yield* lock.rUnlock();
      return "done";
    });
    expect(outcomes).toEqual(['"done"', "fatal error: all goroutines are asleep - deadlock!"]);
  });

  test("what waits is described as in Go", () => {
    const result = run(function* () {
      const lock = new RWMutex();
      yield* lock.rLock();
      go(() => lock.lock(), "writer");
      go(function* () {
        yield* sleep(1);
        yield* lock.rLock();
      }, "reader");
      go(function* () {
        yield* sleep(1);
        yield* lock.lock();
      }, "second writer");
    });
    expect(waits(result)).toEqual({ writer: "sync.RWMutex.Lock", reader: "sync.RWMutex.RLock", "second writer": "sync.RWMutex.Lock" });
  });

  test("lock and unlock are one step each where nobody waits", () => {
    const lock = new RWMutex();
    expect([lock.lock(), lock.unlock(), lock.rLock(), lock.rUnlock()].map((each) => runSteps<void>(each).steps)).toEqual([1, 1, 1, 1]);
    expect(runSteps(lock.tryRLock()).result).toBe(true);
    expect(runSteps(lock.tryLock()).result).toBe(false);
  });

  test("misuse ends the program with Go's words, and does no harm to the lock", () => {
    const lock = new RWMutex();
    expect(() => runSteps(lock.unlock())).toThrow("fatal error: sync: Unlock of unlocked RWMutex");
    expect(() => runSteps(lock.rUnlock())).toThrow("fatal error: sync: RUnlock of unlocked RWMutex");
    runSteps(lock.rLock());
    expect(() => runSteps(lock.unlock())).toThrow(GoFatalError);
    expect(() => runSteps(lock.lock())).toThrow(/sync\.RWMutex\.Lock of RWMutex has to wait/);
    runSteps(lock.rUnlock());
    runSteps(lock.lock());
    expect(() => runSteps(lock.rLock())).toThrow(/sync\.RWMutex\.RLock of RWMutex has to wait/);
    expect(() => runSteps(lock.lock())).toThrow(/has to wait/);
    expect(lock.state).toEqual({ isWriting: true, readers: 0 });
  });
});
