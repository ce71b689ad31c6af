import * as typescriptParser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { ts } from "ts-morph";
import type { Program, Statement } from "../../src/lowering/core/syntax.ts";
import { convertProgram } from "../../src/lowering/estree/convert.ts";
import { convertSourceFile } from "../../src/lowering/tsmorph/convert.ts";

export type Dialect = "js" | "jsx" | "ts" | "tsx";

/** Parses as ESLint does, a byte order mark taken off. @throws Error on a syntax error. */
export function fromEslint(text: string, dialect: Dialect, sourceType: "module" | "script" = "module"): Program {
  const linter = new Linter();
  const isTypeScript = dialect === "ts" || dialect === "tsx";
  const languageOptions: Linter.LanguageOptions = {
    ecmaVersion: "latest",
    sourceType,
    parserOptions: { ecmaFeatures: { jsx: dialect === "jsx" || dialect === "tsx" } },
    ...(isTypeScript ? { parser: typescriptParser } : {}),
  };
  const file = `input.${dialect}`;
  const [fatal] = linter
    .verify(text, [{ files: ["**/*.{js,jsx,ts,tsx}"], languageOptions }], { filename: file })
    .filter((message) => message.fatal);
  if (fatal) throw new Error(`${fatal.message} in ${text}`);
  const { ast, text: stripped } = linter.getSourceCode();
  return convertProgram(ast as never, stripped);
}

const SCRIPT_KINDS = {
  js: ts.ScriptKind.JS,
  jsx: ts.ScriptKind.JSX,
  ts: ts.ScriptKind.TS,
  tsx: ts.ScriptKind.TSX,
} as const;

/** Parses with the compiler, which recovers from syntax errors. */
export function fromCompiler(text: string, dialect: Dialect): Program {
  const kind = SCRIPT_KINDS[dialect];
  return convertSourceFile(ts.createSourceFile(`input.${dialect}`, text, ts.ScriptTarget.Latest, false, kind));
}

/** Both front ends by name, for tests that ask the same of each. */
export const FRONT_ENDS = [
  ["ESTree", fromEslint],
  ["compiler", fromCompiler],
] as const satisfies readonly (readonly [string, (text: string, dialect: Dialect) => Program])[];

/** The statements of a text as plain data: lazy parts called, `origin` and positions left out, Maps as objects. */
export function plain(statements: readonly Statement[]): unknown {
  return strip(statements);
}

function strip(value: unknown): unknown {
  if (typeof value === "function") return strip((value as () => unknown)());
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== "object" || value === null) return value;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const kept = entries.filter(([key, item]) => !["origin", "start", "end", "propertyStart"].includes(key) && item !== undefined);
  return Object.fromEntries(kept.map(([key, item]) => [key, strip(item)]));
}
