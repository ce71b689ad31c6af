/** Where a text stops being JSON, and what should stand there. */
export interface JsonError {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** "expected a value, found a comment" */
  readonly message: string;
}

export type JsonReading = { readonly value: unknown; readonly error?: undefined } | { readonly error: JsonError };

/** `JSON.parse`, whose messages depend on the version of Node and often have no position. */
export function parseJson(text: string): JsonReading {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const { offset, expected } = findError(text) ?? { offset: 0, expected: undefined };
    const before = text.slice(0, offset).split(/\r\n|[\n\r]/);
    const message = expected === undefined ? String(error) : `expected ${expected}, found ${describe(text, offset)}`;
    return { error: { line: before.length, column: before.at(-1)!.length + 1, message } };
  }
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w$.])/y;

type Expectation = "value" | "value or end" | "name" | "name or end" | "colon" | "comma";

/** Walks the tokens with a stack instead of recursion: depth costs nothing. Undefined when the text is JSON. */
function findError(text: string): { offset: number; expected: string } | undefined {
  const closers: ("}" | "]")[] = [];
  let expectation: Expectation = "value";
  let offset = match(SPACE, text, 0);
  for (; offset < text.length; offset = match(SPACE, text, offset)) {
    const character = text[offset]!;
    const closer = closers.at(-1);
    let end = offset + 1;
    if (character === closer && (expectation === "comma" || expectation.endsWith(" or end"))) {
      closers.pop();
      expectation = "comma";
    } else if (expectation === "comma" && character === "," && closer !== undefined) {
      expectation = closer === "}" ? "name" : "value";
    } else if (expectation === "colon" && character === ":") {
      expectation = "value";
    } else if (expectation.startsWith("name")) {
      end = match(STRING, text, offset);
      expectation = end === offset ? expectation : "colon";
    } else if (expectation.startsWith("value") && (character === "{" || character === "[")) {
      closers.push(character === "{" ? "}" : "]");
      expectation = character === "{" ? "name or end" : "value or end";
    } else {
      end = expectation.startsWith("value") ? match(character === '"' ? STRING : SCALAR, text, offset) : offset;
      expectation = end === offset ? expectation : "comma";
    }
    if (end === offset) return { offset, expected: inWords(expectation, closer) };
    offset = end;
  }
  const isWhole = expectation === "comma" && closers.length === 0;
  return isWhole ? undefined : { offset, expected: inWords(expectation, closers.at(-1)) };
}

function match(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return offset + (pattern.exec(text)?.[0].length ?? 0);
}

function inWords(expectation: Expectation, closer: string | undefined): string {
  switch (expectation) {
    case "value":
      return "a value";
    case "value or end":
      return "a value or `]`";
    case "name":
      return "a name in double quotes";
    case "name or end":
      return "a name in double quotes or `}`";
    case "colon":
      return "`:`";
    case "comma":
      return closer === undefined ? "the end" : `\`,\` or \`${closer}\``;
  }
}

function describe(text: string, offset: number): string {
  const rest = text.slice(offset, offset + 40);
  if (rest === "") return "the end of the text";
  if (/^\/[/*]/.test(rest)) return "a comment, which JSON does not have";
  if (rest.startsWith('"') && match(STRING, text, offset) > offset) return "a string";
  if (rest.startsWith('"')) return "a string that does not end on its line or has a wrong escape";
  const [word] = /^(?:[\w$.+-]+|.)/su.exec(rest)!;
  return word.startsWith("`") ? "a backtick" : `\`${visible(word)}\``;
}

function visible(word: string): string {
  return /[\p{C}\p{Z}]/u.test(word) ? `U+${word.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}` : word;
}
