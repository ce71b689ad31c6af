/**
 * Go's channels, from runtime/chan.go and runtime/select.go: a goroutine that cannot go on parks in the queues of its channels, and
 * whoever wakes it completes its operation. All interleavings of small programs are tried, an operation being what nothing comes between.
 */
export type ChannelStep =
  | { readonly kind: "send"; readonly channel: number }
  | { readonly kind: "receive"; readonly channel: number }
  | { readonly kind: "close"; readonly channel: number }
  | { readonly kind: "sleep" }
  | { readonly kind: "select"; readonly cases: readonly ChannelCase[]; readonly hasDefault: boolean };

/** A case of a select. */
interface ChannelCase {
  readonly isSend: boolean;
  readonly channel: number;
}

export interface ChannelProgram {
  readonly capacities: readonly number[];
  readonly tasks: readonly (readonly ChannelStep[])[];
}

interface Waiter {
  readonly task: number;
  readonly index: number;
  readonly value: string;
}

interface State {
  readonly channels: { buffer: string[]; isClosed: boolean; receivers: Waiter[]; senders: Waiter[] }[];
  readonly tasks: { next: number; isParked: boolean; isPanicking: boolean; isAsleep: boolean; results: string[] }[];
}

const panicOfSend = "panic: send on closed channel";
const panicOfClose = "panic: close of closed channel";

/** What is sent by a step of a task, in its case of that number. */
export function valueSent(task: number, step: number, index: number): string {
  return `${task}.${step}.${index}`;
}

/** The results of each task, with "..." for what it waits for, or a panic. */
export function goOutcomes({ capacities, tasks }: ChannelProgram): Set<string> {
  const outcomes = new Set<string>();
  const seen = new Set<string>();
  visit({
    channels: capacities.map(() => ({ buffer: [], isClosed: false, receivers: [], senders: [] })),
    tasks: tasks.map(() => ({ next: 0, isParked: false, isPanicking: false, isAsleep: false, results: [] })),
  });
  return outcomes;

  function visit(state: State): void {
    const key = JSON.stringify(state);
    if (seen.has(key)) return;
    seen.add(key);
    const ready = [...tasks.keys()].filter((task) => {
      const { isParked, next } = state.tasks[task]!;
      return !isParked && next < tasks[task]!.length;
    });
    if (ready.length === 0 && state.tasks.some(({ isAsleep }) => isAsleep)) return wakeSleepers(structuredClone(state));
    if (ready.length === 0) outcomes.add(JSON.stringify(state.tasks.map(({ results, isParked }) => (isParked ? [...results, "..."] : results))));
    for (const task of ready) perform(state, task);
  }

  function perform(before: State, task: number): void {
    if (before.tasks[task]!.isPanicking) return void outcomes.add(panicOfSend);
    const number = before.tasks[task]!.next;
    const step = tasks[task]![number]!;
    if (step.kind === "sleep") {
      const state = structuredClone(before);
      state.tasks[task]!.isParked = state.tasks[task]!.isAsleep = true;
      return visit(state);
    }
    if (step.kind === "close") {
      const state = structuredClone(before);
      close(state, task, step.channel);
      return;
    }
    const cases = step.kind === "select" ? step.cases : [{ isSend: step.kind === "send", channel: step.channel }];
    const open = cases.flatMap((each, index) => (isReady(before, each) ? [index] : []));
    for (const index of open) communicate(structuredClone(before), task, cases[index]!, index, valueSent(task, number, index));
    if (open.length > 0) return;
    const state = structuredClone(before);
    if (step.kind === "select" && step.hasDefault) finish(state, task, "default");
    else {
      state.tasks[task]!.isParked = true;
      for (const [index, { isSend, channel }] of cases.entries()) {
        const queue = isSend ? state.channels[channel]!.senders : state.channels[channel]!.receivers;
        queue.push({ task, index, value: valueSent(task, number, index) });
      }
    }
    visit(state);
  }

  /** All sleep for the same time, and those that sleep have begun since the clock last moved. */
  function wakeSleepers(state: State): void {
    for (const [task, { isAsleep }] of state.tasks.entries()) {
      if (!isAsleep) continue;
      state.tasks[task]!.isAsleep = false;
      finish(state, task, "sleep");
    }
    visit(state);
  }

  function isReady(state: State, { isSend, channel }: ChannelCase): boolean {
    const { buffer, isClosed, receivers, senders } = state.channels[channel]!;
    return isClosed || (isSend ? receivers.length > 0 || buffer.length < capacities[channel]! : senders.length > 0 || buffer.length > 0);
  }

  function communicate(state: State, task: number, { isSend, channel }: ChannelCase, index: number, value: string): void {
    const { buffer, isClosed, receivers, senders } = state.channels[channel]!;
    if (isSend) {
      if (isClosed) return void outcomes.add(panicOfSend);
      const receiver = receivers[0];
      if (receiver === undefined) buffer.push(value);
      else wake(state, receiver, `${receiver.index}<${value}`);
      finish(state, task, `${index}>`);
    } else {
      const sender = senders[0];
      if (sender !== undefined) buffer.push(sender.value);
      if (sender !== undefined) wake(state, sender, `${sender.index}>`);
      finish(state, task, `${index}<${buffer.shift() ?? "closed"}`);
    }
    visit(state);
  }

  function close(state: State, task: number, channel: number): void {
    const closing = state.channels[channel]!;
    if (closing.isClosed) return void outcomes.add(panicOfClose);
    closing.isClosed = true;
    // Receivers first: so a select that waits at both ends receives.
    for (const receiver of [...closing.receivers]) {
      if (closing.receivers.includes(receiver)) wake(state, receiver, `${receiver.index}<closed`);
    }
    for (const { task: sender } of [...closing.senders]) {
      leave(state, sender);
      state.tasks[sender]!.isPanicking = true;
      state.tasks[sender]!.isParked = false;
    }
    finish(state, task, "close");
    visit(state);
  }

  function finish(state: State, task: number, result: string): void {
    const done = state.tasks[task]!;
    done.next++;
    done.isParked = false;
    done.results.push(result);
  }

  function wake(state: State, waiter: Waiter, result: string): void {
    leave(state, waiter.task);
    finish(state, waiter.task, result);
  }

  function leave(state: State, leaving: number): void {
    for (const channel of state.channels) {
      channel.receivers = channel.receivers.filter(({ task }) => task !== leaving);
      channel.senders = channel.senders.filter(({ task }) => task !== leaving);
    }
  }
}
