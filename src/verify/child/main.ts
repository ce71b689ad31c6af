/** A child process that runs cases: see `../process/children.ts`. */
import process from "node:process";
import { Channel } from "./channel.ts";
import { describeError } from "./ends.ts";
import { closeDoors } from "./guard.ts";
import { Output } from "./output.ts";
import type { ToChild } from "./protocol.ts";
import type { RunnerModule } from "./runner.ts";
import { Session } from "./session.ts";
import { startWatchdog } from "./watchdog.ts";

type Setup = Extract<ToChild, { type: "setup" }>;

const exit = (process as unknown as { reallyExit: (code: number) => void }).reallyExit.bind(process);
const channel = new Channel(receive, () => exit(1));
let session: Session | null = null;

function receive(message: ToChild): void {
  if (message.type === "setup") void setUp(message);
  else if (message.type === "case") session?.start(message.index, message.payload);
  else session?.ping(message.index);
}

async function setUp({ token, runner, temporary, processMemory }: Setup): Promise<void> {
  channel.token = token;
  try {
    startWatchdog(temporary, token, processMemory);
    const output = new Output();
    const made = new Session((await import(runner)) as RunnerModule, channel, output, temporary);
    output.install();
    made.install();
    closeDoors(temporary, (access) => made.note(access), (end) => made.endProcess(end));
    session = made;
    channel.send({ type: "ready" });
  } catch (error) {
    channel.send({ type: "failed", detail: describeError(error) });
  }
}
