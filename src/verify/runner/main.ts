import type { CaseAnswer, CaseOrder, VerifyCase } from "../case.ts";
import type { CaseContext } from "../child/runner.ts";
import type { LoopResult } from "../loop/result.ts";
import type { NotExecutableReason } from "../reasons.ts";
import { EngineInputError } from "../../engine/errors.ts";
import { filesOf } from "../files-of.ts";
import { Builtins } from "./builtins.ts";
import { lacksBrowser } from "./browsers.ts";
import { messageOf } from "./failures.ts";
import { GoMapSearch, isAboutGoMaps } from "./gomap/search.ts";
import { limitsOf } from "../loop/limits.ts";
import type { Program } from "./program.ts";
import { Program as OpenedProgram } from "./program.ts";
import { Search } from "./search.ts";

/** How far one run may go: the state that leads to a hazard is small. A turn has time enough for a busy machine not to make it look like a hang. */
const limits = limitsOf({ turns: 500, milliseconds: 2000, turnMilliseconds: 1500, after: 20, idle: 20, outside: 50 });

interface Opened {
  readonly program: Program;
  /** As they are with all that the runner itself replaces. */
  readonly builtins: Builtins;
}

let opened: Promise<Opened> | null = null;

/** Runs one case: see `RunnerModule`. */
export async function run(order: CaseOrder, context: CaseContext): Promise<CaseAnswer> {
  opened ??= open(order.project);
  const { program, builtins } = await opened;
  try {
    const answer = await answerOf(order, context, program);
    const changed = builtins.changed();
    // Other cases must not run with what this one has made of the language.
    if (changed !== null) context.retire();
    const isDueToIt = changed !== null && answer.verdict === "not executable" && (answer.reason === "crash" || answer.reason === "hang");
    return isDueToIt ? { ...answer, detail: replaced(changed, answer.detail ?? "") } : answer;
  } catch (error) {
    const changed = builtins.changed();
    if (changed === null) throw error;
    context.retire();
    const effort = { runs: 0, schedules: 0, reached: 0, stubs: program.stubs };
    return { verdict: "not executable", reason: "crash", detail: replaced(changed, messageOf(error)), ...effort };
  }
}

async function open(project: string): Promise<Opened> {
  const program = await OpenedProgram.open(project);
  return { program, builtins: new Builtins() };
}

function replaced(name: string, detail: string): string {
  return `The code changes a built-in, \`${name}\`, which what runs it needs as well: ${detail}`;
}

async function answerOf(order: CaseOrder, context: CaseContext, program: Program): Promise<CaseAnswer> {
  program.beginCase(filesOf(order.case));
  const failure = await load(order.case, program);
  if (failure !== null) return { verdict: "not executable", ...failure, runs: 0, schedules: 0, reached: 0, stubs: program.stubs };
  const search = new (isAboutGoMaps(order.case) ? GoMapSearch : Search)(order.case, program, order.budget);
  const asking = order.replay === undefined ? search.search() : search.replay(order.replay, order.explores);
  let answer: CaseAnswer | null = null;
  const next = (ended: LoopResult | null) => {
    if (answer !== null) return null;
    const asked = ended === null ? asking.next() : asking.next(ended);
    if (asked.done !== true) return asked.value;
    answer = asked.value;
    return null;
  };
  const onHang = (result: LoopResult): void => {
    // What hangs may let nothing else run: the parent has to know at once.
    answer = search.hung(result);
    context.retire();
    context.note(answer);
  };
  try {
    await program.loop.drive({ next, limits, onHang, onTurnEnd: () => program.trace.turnEnded() });
  } catch (error) {
    if (!(error instanceof EngineInputError) || error.code !== "check-hangs") throw error;
    answer = search.tooSlow(error.message);
  }
  program.endRuns();
  return answer!;
}

/** @returns why the modules that the case needs, or the project's hooks, cannot be loaded. */
async function load(verifyCase: VerifyCase, program: Program): Promise<{ readonly reason: NotExecutableReason; readonly detail: string } | null> {
  try {
    await program.loadHooks();
  } catch (error) {
    return { reason: "hook-failed", detail: messageOf(error) };
  }
  for (const file of filesOf(verifyCase)) {
    try {
      await program.load(file);
    } catch (error) {
      const given = program.constants.length > 0 ? ` Its build gives values to names for which something stood in: ${program.constants.join(", ")}.` : "";
      return { reason: reasonOfLoad(error), detail: `${messageOf(error)}${given}` };
    }
  }
  return null;
}

/** What was thrown may be anything: `null`, or what throws when it is looked at. */
function reasonOfLoad(error: unknown): NotExecutableReason {
  const text = messageOf(error);
  if (text.startsWith("ReferenceError: ") && lacksBrowser(text)) return "needs-browser";
  if (/\.node\b|process\.dlopen/.test(text)) return "native-module";
  return text.startsWith("BlockedAccessError: ") ? "blocked-access" : "no-import";
}
