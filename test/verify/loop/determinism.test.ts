import { describe, expect, test } from "vitest";
import { pct } from "../../../src/engine/schedule/pct.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { Random } from "../../../src/engine/schedule/strategy.ts";
import { exploreLoop } from "../../../src/verify/loop/explore.ts";
import { replayLoop } from "../../../src/verify/loop/replay.ts";
import type { LoopResult } from "../../../src/verify/loop/result.ts";
import type { VirtualLoop } from "../../../src/verify/loop/virtual-loop.ts";

/** When something was set, for what time, and when it fired: by the clock of its run. */
interface TimerRecord {
  readonly due: number;
  readonly order: number;
  readonly setIn: number;
  firedIn: number;
  firedAt: number;
}

/** Three calls of random sleeps, timers, completions and immediates, which note what happens to them. */
class RandomCalls {
  log: string[] = [];
  timers: TimerRecord[] = [];
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  readonly make = (loop: VirtualLoop) => {
    this.log = [];
    this.timers = [];
    return [0, 1, 2].map((call) => ({ label: `call ${call}`, start: () => this.#body(loop, new Random(this.#seed * 31 + call), `${call}`, 0) }));
  };

  async #body(loop: VirtualLoop, chance: Random, name: string, depth: number): Promise<void> {
    for (let i = 0; i < 1 + chance.below(4); i++) {
      this.log.push(`${name}.${i} ${Date.now()} ${Math.random()}`);
      const kind = chance.below(depth > 1 ? 4 : 6);
      const delay = chance.below(8);
      if (kind === 0) await loop.external("read", { value: i });
      else if (kind === 1) await new Promise<void>((resolve) => this.#setTimer(loop, delay, resolve));
      else if (kind === 2) this.#setTimer(loop, delay, () => void this.log.push(`${name}.${i} fired`));
      else if (kind === 3) await new Promise<void>((resolve) => void setImmediate(resolve));
      else if (kind === 4) await Promise.all(["x", "y"].map((part) => this.#body(loop, chance, `${name}${part}`, depth + 1)));
      else void this.#body(loop, chance, `${name}&`, depth + 1);
    }
    this.log.push(`${name} ends`);
  }

  #setTimer(loop: VirtualLoop, delay: number, act: () => void): void {
    const setIn = loop.currentTurn()!.number;
    const record = { due: 0, order: this.timers.length, setIn, firedIn: -1, firedAt: -1 };
    setTimeout(() => {
      record.firedIn = loop.currentTurn()!.number;
      record.firedAt = loop.now;
      act();
    }, delay);
    record.due = loop.now + Math.max(1, delay);
    this.timers.push(record);
  }
}

const strategies = [(seed: number) => random({ seed }), (seed: number) => pct({ seed })];

describe("of 150 random programs of three calls, under 8 schedules each,", () => {
  test("each run is the same the second time: turns, values, clock and chance", async () => {
    let [runs, differences] = [0, 0];
    for (let seed = 1; seed <= 150; seed++) {
      const calls = new RandomCalls(seed);
      const made: { schedule: string; log: string }[] = [];
      const check = (result: LoopResult) => void made.push({ schedule: result.schedule, log: calls.log.join("\n") });
      for (const strategy of strategies) await exploreLoop(calls.make, { strategy: strategy(seed), schedules: 4, check });
      for (const { schedule, log } of made) {
        await replayLoop(calls.make, schedule);
        runs++;
        if (calls.log.join("\n") !== log) differences++;
      }
    }
    expect({ runs, differences }).toEqual({ runs: 1200, differences: 0 });
  });

  test("the clock of each run is a proof that a real event loop can run it", async () => {
    let [runs, fired] = [0, 0];
    for (let seed = 1; seed <= 150; seed++) {
      const calls = new RandomCalls(seed);
      const check = (result: LoopResult) => {
        runs++;
        fired += calls.timers.filter(({ firedIn }) => firedIn >= 0).length;
        return faultOf(result, calls.timers);
      };
      for (const strategy of strategies) {
        const { failures } = await exploreLoop(calls.make, { strategy: strategy(seed), schedules: 4, check });
        expect(failures.map(({ message, schedule }) => `seed ${seed}, ${schedule}: ${message}`)).toEqual([]);
      }
    }
    expect(runs).toBe(1200);
    expect(fired).toBeGreaterThan(3000);
  });
});

/** Why a run is none that a real event loop could have, or null. It looks at the times alone, not at how the loop came to its order. */
function faultOf({ turns, outcome }: LoopResult, timers: readonly TimerRecord[]): string | null {
  if (outcome.kind !== "completed") return outcome.message;
  for (let i = 1; i < turns.length; i++) if (turns[i]!.now < turns[i - 1]!.now) return `turn ${i} goes back in time`;
  for (const timer of timers.filter(({ firedIn }) => firedIn >= 0)) {
    if (timer.firedAt < timer.due) return `a timer fires at ${timer.firedAt} that is due at ${timer.due}`;
    const early = timers.find((other) => isBefore(other, timer) && other.setIn < timer.firedIn && (other.firedIn < 0 || other.firedIn > timer.firedIn));
    if (early !== undefined) return `the timer of ${timer.due} fires before the one of ${early.due}`;
  }
  return lateFault(turns, timers);
}

function isBefore(a: TimerRecord, b: TimerRecord): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

/** No timer that is due waits for an external event that happens after it is due. */
function lateFault(turns: LoopResult["turns"], timers: readonly TimerRecord[]): string | null {
  for (const [number, { kind, now }] of turns.entries()) {
    if (kind !== "external" && kind !== "call") continue;
    const late = timers.find(({ due, setIn, firedIn }) => due < now && setIn < number && firedIn > number);
    if (late !== undefined) return `turn ${number}, of the world outside, comes at ${now}, and a timer of ${late.due} has not fired`;
  }
  return null;
}
