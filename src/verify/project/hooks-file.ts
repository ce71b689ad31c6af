import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ts } from "ts-morph";
import type { CustomNames } from "../inputs/plan-context.ts";
import { resolveSource } from "../instrument/resolve.ts";

/** A file with `defineVerify`, as far as it can be known without running it. */
export interface HooksFile extends CustomNames {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
  /** Modules that it gives: as they are imported, or absolute paths of files. */
  readonly modules: readonly string[];
  /** Properties of the hooks that nothing asks for. */
  readonly unknown: readonly string[];
  /** Why it cannot be used. */
  readonly problem?: string;
}

const known = ["types", "arguments", "modules", "beforeEach", "afterEach"];

const names = ["rangeguard.verify.ts", "rangeguard.verify.mts", "rangeguard.verify.js", "rangeguard.verify.mjs"];

/**
 * Finds the hook file and reads the names in it from its syntax tree: it is run in the processes of the cases only.
 *
 * @param root Absolute: where the scan starts.
 * @param given Its path, from the root; false: none; undefined: one of the usual names.
 */
export function findHooks(root: string, given?: string | false): HooksFile | undefined {
  if (given === false) return undefined;
  const file = given === undefined ? names.map((name) => path.join(root, name)).find((name) => existsSync(name)) : path.resolve(root, given);
  if (file === undefined) return undefined;
  const none = { file, text: "", types: new Set<string>(), arguments: new Set<string>(), modules: [], unknown: [] };
  try {
    return readHooks(file, readFileSync(file, "utf8"));
  } catch (error) {
    return { ...none, problem: `The hook file cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** As `findHooks`, in the folder and those around it, as far as the repository goes. */
export function findHooksAbove(folder: string): HooksFile | undefined {
  const found = findHooks(folder);
  const parent = path.dirname(folder);
  return found ?? (parent === folder || existsSync(path.join(folder, ".git")) ? undefined : findHooksAbove(parent));
}

function readHooks(file: string, text: string): HooksFile {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const hooks = hooksIn(source);
  const keysOf = (name: string): string[] => (hooks ? keys(memberOf(hooks, name), source) : []);
  const modules = keysOf("modules").map((specifier) => (specifier.startsWith(".") ? (resolveSource(specifier, file) ?? specifier) : specifier));
  return {
    file,
    text,
    types: new Set(keysOf("types")),
    arguments: new Set(keysOf("arguments")),
    modules,
    unknown: keys(hooks, source).filter((name) => !known.includes(name)),
    ...(hooks ? {} : { problem: `${path.basename(file)} has no default export with an object that can be read: write \`export default defineVerify({ ... })\`.` }),
  };
}

/** The object of `export default defineVerify({ ... })`, with or without the call. */
function hooksIn(source: ts.SourceFile): ts.ObjectLiteralExpression | undefined {
  const exported = source.statements.find((statement): statement is ts.ExportAssignment => ts.isExportAssignment(statement) && !statement.isExportEquals);
  return exported && objectOf(exported.expression, source);
}

function objectOf(expression: ts.Expression, source: ts.SourceFile): ts.ObjectLiteralExpression | undefined {
  if (ts.isObjectLiteralExpression(expression)) return expression;
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression)) return objectOf(expression.expression, source);
  if (ts.isCallExpression(expression) && expression.arguments.length === 1) return objectOf(expression.arguments[0]!, source);
  const value = ts.isIdentifier(expression) ? valueOf(expression.text, source) : undefined;
  return value && objectOf(value, source);
}

/** What a variable at the top of the file is declared as. */
function valueOf(name: string, source: ts.SourceFile): ts.Expression | undefined {
  const variables = source.statements.flatMap((statement) => (ts.isVariableStatement(statement) ? statement.declarationList.declarations : []));
  return variables.find((variable) => ts.isIdentifier(variable.name) && variable.name.text === name)?.initializer;
}

function memberOf(hooks: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const member = hooks.properties.find((property) => property.name !== undefined && nameOf(property.name) === name);
  if (!member) return undefined;
  return ts.isPropertyAssignment(member) ? member.initializer : ts.isShorthandPropertyAssignment(member) ? member.name : undefined;
}

function keys(value: ts.Expression | undefined, source: ts.SourceFile): string[] {
  const properties = (value && objectOf(value, source))?.properties ?? [];
  return properties.flatMap((property) => (ts.isSpreadAssignment(property) ? keys(property.expression, source) : (nameOf(property.name) ?? [])));
}

function nameOf(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
}

/** The names that nothing in the project is called by, as a sentence each. @param isNamed Whether the text of any file has the name. */
export function unknownNames({ file, types, arguments: labels, unknown }: HooksFile, isNamed: (name: string) => boolean): string[] {
  const where = path.basename(file);
  const last = (label: string): string => /[\w$]+(?=\W*$)/.exec(label)?.[0] ?? label;
  return [
    ...unknown.map((name) => `${where}: \`${name}\` is no property of verify hooks, and has no effect. There are: ${known.join(", ")}.`),
    ...[...types].filter((name) => !isNamed(name)).map((name) => `${where}: \`types.${name}\`: no file that was run names such a type.`),
    ...[...labels].filter((label) => !isNamed(last(label))).map((label) => `${where}: \`arguments["${label}"]\`: no file that was run has such a function.`),
  ];
}
