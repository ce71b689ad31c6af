import { testRule } from "./rule-tester.ts";

const engine = 'import { go, GoMap, Mutex, SteppedMap } from "rangeguard/engine";';
const program = (body: string): string => `${engine}
export function* program() {
  const m = SteppedMap.make("string");
  const lock = new Mutex();
${body}
}`;
const advice = "Hold one `Mutex` at every use of `m`, or use a map for several tasks, such as `SyncMap`.";
const writers = program('  go(() => m.set("a", 1));\n  go(() => m.set("b", 2));');
const loop = program('  for (;;) {\n    go(() => m.set("a", 1));\n  }');
const reader = program('  go(() => lock.with(() => m.set("a", 1)));\n  yield* m.get("a");');
const members = `import { GoMap } from "rangeguard/engine";
const m = GoMap.make("string");
export function join(name) { m.set(name, true); }
export async function tell() { for (const [name] of m.range()) await send(name); }`;

testRule(
  "gomap-unsynchronized",
  {
    valid: [
      program('  go(() => m.get("a"));\n  go(() => m.get("b"));'),
      program('  go(() => m.set("a", 1));'),
      reader.replace('yield* m.get("a")', 'yield* lock.with(() => m.get("a"))'),
      writers.replace("rangeguard/engine", "some-other-engine"),
    ],
    invalid: [
      { code: writers, line: 5, message: `\`m.set("a", 1)\` may run at the same time as \`m.set("b", 2)\` (line 6) of another task, and no lock is held at both. ${advice}` },
      { code: loop, line: 6, message: `\`m.set("a", 1)\` may run in several tasks at once (they are started at line 6), and no lock is held there. ${advice}` },
      { code: reader, line: 6, message: `\`m.get("a")\` may run at the same time as \`m.set("a", 1)\` (line 5) of another task, and no lock is held at both. ${advice}` },
    ],
  },
  {
    valid: [members.replace("m.range()", "[...m.range()]"), members.replace("m.set(name, true)", "m.delete(name)")],
    invalid: [
      {
        code: members,
        line: 4,
        message: 'The iteration of `m` is open across `await send(name)` (line 4), and "join" at <input>:3 can run during this await. Iterate over a copy, `[...m.range()]`.',
        suggestions: [{ title: "Iterate over a copy: `[...m.range()]`.", output: members.replace("of m.range()", "of [...m.range()]") }],
      },
    ],
  },
);
