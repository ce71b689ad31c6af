import { testRule } from "./rule-tester.ts";

const engine = 'import { GoMap, SteppedMap } from "rangeguard/engine";';
const inRange = (body: string): string => `${engine} export function f(m: GoMap<string, number>, other: GoMap<string, number>) {
for (const [k, v] of m.range()) { ${body} }
}`;
const stepped = (body: string): string => `${engine} export function* f(m: SteppedMap<number, string>) { yield* m.range(function* (k, v) { ${body} }); }`;
const says = (change: string, copy = ", or iterate over a copy, `[...m.range()]`"): string =>
  `\`${change}\` adds an entry to \`m\` while a range over it is open, and whether the range comes to that entry differs from run to run: collect the additions and apply them after the loop${copy}.`;
const grow = inRange('m.set(k + "!", v);');
const unsure = inRange("m.set(String(v), v);");
const javaScript = 'import { GoMap } from "rangeguard/engine"; const m = GoMap.make("int32");\nfor (const k of m.keys()) m.set(k + 1, k);';

testRule(
  "gomap-insert-in-range",
  {
    valid: [
      inRange("m.set(k, v + 1);"),
      inRange('m.delete(k); m.delete(k + "!");'),
      inRange('other.set(k + "!", v);'),
      inRange('m.set(k + "!", v); break;'),
      inRange('m.set(k + "!", v); return;'),
      grow.replace("m.range()", "[...m.range()]"),
      stepped("yield* m.set(k, v);"),
      stepped("yield* m.set(k + 1, v); return false;"),
      // Strict only: the key may be there.
      unsure,
      // Somebody else's.
      grow.replace("rangeguard/engine", "some-other-engine"),
      "function f(m: Scale) { for (const x of m.range()) m.set(x + 1, x); }",
    ],
    invalid: [
      {
        code: grow,
        message: says('m.set(k + "!", v)'),
        suggestions: suggestions(grow, "m.range()", 1),
      },
      { code: unsure, options: [{ level: "strict" }], message: says("m.set(String(v), v)"), suggestions: [copy(unsure, "m.range()")] },
      { code: stepped("yield* m.set(k + 1, v);"), message: says("m.set(k + 1, v)", "") },
    ],
  },
  {
    valid: [javaScript.replace("m.keys()", "[...m.keys()]")],
    invalid: [{ code: javaScript, message: says("m.set(k + 1, k)", ", or iterate over a copy, `[...m.keys()]`"), suggestions: suggestions(javaScript, "m.keys()", 0) }],
  },
);

/** The copy, and the collection of what is added; the loop is the last but `after` lines of the text. */
function suggestions(code: string, iterated: string, after: number): { title: string; output: string }[] {
  const apply = "for (const [key, value] of additions) m.set(key, value);";
  const lines = code.replace("m.set(", "additions.set(").split("\n");
  const loop = lines.length - after - 1;
  const collected = [...lines.slice(0, loop), "const additions = new Map();", lines[loop]!, apply, ...lines.slice(loop + 1)].join("\n");
  return [copy(code, iterated), { title: `Collect the additions and apply them after the loop: \`${apply}\`.`, output: collected }];
}

function copy(code: string, iterated: string): { title: string; output: string } {
  return { title: `Iterate over a copy: \`[...${iterated}]\`.`, output: code.replace(iterated, `[...${iterated}]`) };
}
