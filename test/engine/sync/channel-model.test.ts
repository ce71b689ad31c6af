import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { go } from "../../../src/engine/schedule/run.ts";
import type { Steps } from "../../../src/engine/step/step.ts";
import { Channel } from "../../../src/engine/sync/channel.ts";
import { receiving, select, sending } from "../../../src/engine/sync/select.ts";
import { sleep } from "../../../src/engine/sync/sleep.ts";
import { type ChannelProgram, type ChannelStep, goOutcomes, valueSent } from "./go-channels.ts";
import { forEachSchedule } from "./outcomes.ts";

/** The program for the engine. Its tasks are started by a task that does nothing else. */
function program({ capacities, tasks }: ChannelProgram, results: string[][]): () => Steps<void> {
  return function* main() {
    const channels = capacities.map((capacity) => new Channel<string>(capacity));
    results.length = 0;
    for (const [task, steps] of tasks.entries()) {
      const log: string[] = [];
      results.push(log);
      go(function* () {
        for (const [number, step] of steps.entries()) {
          log.push("...");
          const result = yield* perform(channels, step, (index) => valueSent(task, number, index));
          log[log.length - 1] = result;
        }
      });
    }
  };
}

function* perform(channels: Channel<string>[], step: ChannelStep, valueOf: (index: number) => string): Steps<string> {
  if (step.kind === "select") {
    const cases = step.cases.map(({ isSend, channel: number }, index) => {
      const channel = channels[number]!;
      return isSend ? sending(channel, valueOf(index)) : receiving(channel);
    });
    const chosen = step.hasDefault ? yield* select(cases, { default: true }) : yield* select(cases);
    if (chosen.index === -1) return "default";
    return step.cases[chosen.index]!.isSend ? `${chosen.index}>` : `${chosen.index}<${chosen.ok ? chosen.value : "closed"}`;
  }
  if (step.kind === "sleep") {
    yield* sleep(1);
    return "sleep";
  }
  const channel = channels[step.channel]!;
  if (step.kind === "close") {
    yield* channel.close();
    return "close";
  }
  if (step.kind === "send") {
    yield* channel.send(valueOf(0));
    return "0>";
  }
  const { value, ok } = yield* channel.receive();
  return `0<${ok ? value : "closed"}`;
}

function engineOutcomes(subject: ChannelProgram): Set<string> {
  const outcomes = new Set<string>();
  const results: string[][] = [];
  forEachSchedule(program(subject, results), (outcome) => {
    outcomes.add(outcome.kind === "completed" || outcome.kind === "leak" ? JSON.stringify(results) : outcome.message);
  });
  return outcomes;
}

const channel = fc.constantFrom(0, 1);
const communication = fc.record({ isSend: fc.boolean(), channel });
const step: fc.Arbitrary<ChannelStep> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("send" as const), channel }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("receive" as const), channel }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("close" as const), channel }) },
  { weight: 2, arbitrary: fc.constant({ kind: "sleep" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("select" as const),
      // No case twice: which of the two a partner finds is chance in Go, and the first one here.
      cases: fc.uniqueArray(communication, { minLength: 1, maxLength: 2, selector: ({ isSend, channel }) => `${isSend} ${channel}` }),
      hasDefault: fc.boolean(),
    }),
  },
);
const capacities = fc.tuple(fc.constantFrom(0, 0, 1, 2), fc.constantFrom(0, 0, 1));

function programs(lengths: readonly number[]): fc.Arbitrary<ChannelProgram> {
  const tasks = fc.tuple(...lengths.map((maxLength) => fc.array(step, { minLength: 1, maxLength })));
  return fc.record({ capacities, tasks });
}

describe("what channels and select do under all schedules is what Go's do", () => {
  for (const [lengths, numRuns] of [
    [[3, 3], 400],
    [[2, 2, 1], 150],
    [[1, 1, 1], 200],
    [[1, 1, 1, 1], 12],
  ] as const) {
    test(`for tasks of up to ${lengths.join(", ")} operations`, { timeout: 60_000 }, () => {
      fc.assert(
        fc.property(programs(lengths), (subject) => {
          expect([...engineOutcomes(subject)].sort()).toEqual([...goOutcomes(subject)].sort());
        }),
        { seed: 20260, numRuns },
      );
    });
  }

  const send = (channel: number): ChannelStep => ({ kind: "send", channel });
  const receive = (channel: number): ChannelStep => ({ kind: "receive", channel });
  const oneOf = (...cases: string[]): ChannelStep => ({
    kind: "select",
    cases: cases.flatMap((each) => (each === "default" ? [] : [{ isSend: each.startsWith("send"), channel: Number(each.at(-1)) }])),
    hasDefault: cases.includes("default"),
  });
  const sleeping: ChannelStep = { kind: "sleep" };

  test.each<[string, number[], ChannelStep[][]]>([
    ["selects that need not wait do not meet", [1, 0], [[oneOf("receive 0")], [oneOf("send 0", "receive 1")], [oneOf("send 0", "send 1")]]],
    ["a default is chosen while a receiver is on its way", [0, 1], [[oneOf("send 1", "send 0", "default")], [send(1), receive(0)]]],
    [
      "a sender that is on its way does not take the room in a buffer",
      [0, 1],
      [[oneOf("receive 1", "default")], [oneOf("send 1", "default"), send(1)], [oneOf("send 1", "default")]],
    ],
    [
      "a default finds any of those who came at the same time",
      [0, 0],
      [[oneOf("send 1", "default"), receive(1)], [receive(1), receive(1)], [oneOf("send 1", "receive 0", "default")]],
    ],
    [
      "of those who wait since the same time any was first",
      [0, 1],
      [[receive(1), send(0)], [sleeping, receive(0)], [oneOf("send 1", "receive 0"), send(0)]],
    ],
    [
      "a select at both ends does not stand in its own way",
      [0, 0],
      [[oneOf("send 1", "receive 1")], [sleeping, oneOf("receive 1", "default")]],
    ],
    ["a close wakes a select at both ends as a receiver", [0, 0], [[sleeping, { kind: "close", channel: 0 }], [oneOf("send 0", "receive 0")]]],
  ])("%s", (_, sizes, tasks) => {
    const subject: ChannelProgram = { capacities: sizes, tasks };
    expect([...engineOutcomes(subject)].sort()).toEqual([...goOutcomes(subject)].sort());
  });
});
