import { ts } from "ts-morph";
import { defaultInputs, type InputOptions } from "./keys.ts";

const MAX_TEXT = 24;
const MAX_LITERALS = 12;
/** Larger numbers are seldom lengths or limits that a small input can meet. */
const MAX_NUMBER = 1000;

/** The default inputs, with what the code of `node` compares with: its short texts and small numbers, and what lies just beside them. */
export function inputsFor(node: ts.Node, base: InputOptions = defaultInputs): InputOptions {
  const strings = new Set<string>();
  const numbers = new Set<number>();
  let hasUrls = false;
  const visit = (child: ts.Node): void => {
    hasUrls ||= ts.isNewExpression(child) && child.expression.getText() === "URL";
    if (ts.isImportDeclaration(child) || ts.isTypeNode(child)) return;
    if (ts.isStringLiteralLike(child) && child.text.length <= MAX_TEXT && strings.size < MAX_LITERALS) strings.add(child.text);
    if (ts.isNumericLiteral(child) && Number(child.text) <= MAX_NUMBER && numbers.size < MAX_LITERALS) numbers.add(Number(child.text));
    ts.forEachChild(child, visit);
  };
  visit(node);
  const { keys } = base;
  const [first = "a", second = "b"] = keys.strings;
  const texts = [...strings].flatMap((text) => [text, text + first, text + second, first + text]);
  const counts = [...numbers].flatMap((count) => [count, count + 1, count - 1]);
  const otherStrings = [...new Set([...keys.otherStrings, ...texts, ...(hasUrls ? urlsWith(texts) : [])])];
  const otherNumbers = [...new Set([...keys.otherNumbers, ...counts])].filter((count) => !keys.numbers.includes(count));
  return { ...base, keys: { ...keys, otherStrings, otherNumbers } };
}

/** Addresses whose parameters have these names. */
function urlsWith(names: readonly string[]): string[] {
  const own = names.filter((name) => /^\w+$/.test(name)).slice(0, 2 * MAX_LITERALS);
  return [[], ["a", "b"], own].map((each) => `http://localhost/${each.length > 0 ? "?" : ""}${each.map((name) => `${name}=1`).join("&")}`);
}
