import { TraceRecorder } from "../trace/recorder.ts";
import { formatTimeline } from "../trace/timeline.ts";
import { runScenario, scenarios } from "./index.ts";
import type { Scenario } from "./scenario.ts";

/** Writes of pointers and of `B`: what tears a map. */
const landmarks = /^write (hmap(#\d+)?\.(B|buckets|oldbuckets)|mapextra(#\d+)?\.overflow|bmap(#\d+)?\.overflow)/;

/** `docs/scenarios.md`, without the line that says where it comes from. */
export function scenariosPage(): string {
  const contents = scenarios.map(({ name, title }) => `- [${title}](#${anchor(title)}): \`${name}\``).join("\n");
  return `${introduction()}\n\n${contents}\n\n${scenarios.map(section).join("\n\n")}\n`;
}

function introduction(): string {
  const [first] = scenarios;
  const { scenario, result, finding } = runScenario(first!.name);
  return `# Torn maps

Go's map must not be written by one goroutine while others use it. Its runtime looks for such use (\`fatal error: concurrent map writes\`),
but not at every step: what a program does until it is caught, or where it never is, are the states on this page. Each is a small
program of simulated goroutines that use one map without a lock, with the runtime's own checks switched off, and a schedule under
which the map is torn. The schedule has as few forced switches (from a goroutine that could have gone on to another) as there can be:
all schedules with fewer were run, and none shows it. What is found is judged by the final map and by what the goroutines got. With one
lock around each goroutine's use of the map, none of this happens.

\`\`\`js
import { runScenario } from "rangeguard/engine";

const { scenario, result, finding } = runScenario("${first!.name}");
console.log(scenario.title);
console.log(finding);
console.log(\`\${result.switches} forced switch, \${result.steps} steps\`);
\`\`\`

\`\`\`text
${scenario.title}
${finding}
${result.switches} forced switch, ${result.steps} steps
\`\`\`

\`scenarios\` is the list of all. To look for schedules of your own, give \`scenario.program\` to \`explore\`, with
\`judge: (result) => scenario.check(result)\`; \`scenario.lockedProgram\` is the same program with the lock.

How to read a run: time goes downwards, a column is a goroutine, a line is a step with its number in the whole run. Of steps that a
goroutine makes without a break the first and last ones are shown, and those that write \`B\` or a pointer; \`… 12 steps\` says how many
are left out. \`bmap#1\`, \`bmap#2\` are blocks of memory in the order in which the goroutines come to them: an array of buckets, or the
overflow buckets that belong to one. In it \`tophash[12]\` is cell 4 of bucket 1, \`overflow[1]\` the overflow pointer of bucket 1.`;
}

function section({ name, title, story, schedule, safeProgram }: Scenario): string {
  const recorder = new TraceRecorder();
  const { finding, result } = runScenario(name, { monitors: [recorder] });
  const remedy = safeProgram === undefined ? "" : "\n\n`scenario.safeProgram` is the program with the write barrier.";
  return `## ${title}

${wrapped(story)}

\`\`\`text
${formatTimeline(recorder, { detail: "steps", width: 110, longestRun: 5, landmarks })}
\`\`\`

Found: ${finding}. Forced switches: ${result.switches}. Schedule of \`${name}\`:

\`\`\`text
${schedule}
\`\`\`${remedy}`;
}

/** Lines of at most 130 characters. */
function wrapped(text: string): string {
  return text.replaceAll(/(.{1,130})(?: |$)/g, "$1\n").trimEnd();
}

/** The anchor of a heading on GitHub. */
function anchor(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9 -]/g, "").replaceAll(" ", "-");
}
