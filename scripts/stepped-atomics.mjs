/**
 * Derives the stepped build of `CasMap` from its one source, `src/engine/concurrent/cas/algorithm.ts`: each access by `Atomics` becomes
 * a step of its own, before which other tasks may come; functions with such accesses become generators.
 */
import ts from "typescript";
import { edited, generatorText, jsDoc, parse } from "./edits.mjs";

const banner = "// Written by scripts/generate-engine.mjs from algorithm.ts: do not edit.\n\n";
const runtimeImports = [
  'import { atomic, type Steps } from "../../../step/step.ts";',
  'import { type SteppedTable, synchronize } from "../steps.ts";',
];

/**
 * @param text the source of the plain build
 * @param fields the arrays of a table, in the order of their numbers in a step
 */
export function steppedAtomics(text, fields) {
  const source = parse("algorithm.ts", text);
  const functions = source.statements.filter((each) => ts.isFunctionDeclaration(each));
  const names = steppedNames(functions);
  const imports = source.statements.filter((each) => ts.isImportDeclaration(each)).map(importText);
  const textOf = (each) => (names.has(each.name.text) ? functionText(each, { names, fields }) : each.getText());
  const bodies = functions.map((each) => `${jsDoc(each)}${textOf(each)}`);
  const rest = source.statements.length - imports.length - functions.length;
  if (rest > 0) throw new Error("stepped-atomics: algorithm.ts has more than imports and functions");
  const module = `${[...imports, ...runtimeImports].join("\n")}\n\n${bodies.join("\n\n")}\n`;
  return `${banner}${module.replaceAll(/\b(?<!import .*)CasTable\b/g, "SteppedTable")}`;
}

/** The functions that make steps, by themselves or by what they call. */
function steppedNames(functions) {
  const names = new Set();
  for (let size = -1; size !== names.size; ) {
    size = names.size;
    for (const each of functions) if (hasStep(each, names)) names.add(each.name.text);
  }
  return names;
}

function hasStep(node, names) {
  if (isAccess(node) || isSteppedCall(node, names)) return true;
  return ts.forEachChild(node, (child) => hasStep(child, names) || undefined) ?? false;
}

function isAccess(node) {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression: object } = node.expression;
  return ts.isIdentifier(object) && object.text === "Atomics";
}

function isSteppedCall(node, names) {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && names.has(node.expression.text);
}

function importText(declaration) {
  const { moduleSpecifier, importClause } = declaration;
  const elements = importClause.namedBindings.elements.filter(({ name }) => name.text !== "CasTable");
  return `import { ${elements.map((each) => each.getText()).join(", ")} } from ".${moduleSpecifier.text}";`;
}

function functionText(node, context) {
  return generatorText(node, rewritten(node.body, context));
}

/** A node's source in the stepped build. */
function rewritten(node, context) {
  if (isAccess(node)) return `(${accessParts(node, context).join(", ")})`;
  if (ts.isExpressionStatement(node) && isAccess(node.expression)) return `{ ${accessParts(node.expression, context).join("; ")}; }`;
  const edits = [];
  const start = node.getStart();
  ts.forEachChild(node, (child) => {
    if (!hasStep(child, context.names)) return;
    edits.push({ start: child.getStart() - start, end: child.end - start, text: rewritten(child, context) });
  });
  const text = edited(node.getText(), edits);
  return isSteppedCall(node, context.names) ? `(yield* ${text})` : text;
}

/** The step, then what is known of the word's history, then the access: `Atomics.load(t.keys, slot)`. */
function accessParts(node, { names, fields }) {
  const [array, index, ...others] = node.arguments;
  const isNamed = ts.isPropertyAccessExpression(array) && ts.isIdentifier(array.expression) && ts.isIdentifier(index);
  const field = isNamed ? fields.indexOf(array.name.text) : -1;
  const expected = `expected Atomics.<operation>(<table>.<${fields.join("|")}>, <a name>, ...)`;
  if (field < 0) throw new Error(`stepped-atomics: "${node.getText()}": ${expected}`);
  if (others.some((each) => hasStep(each, names))) throw new Error(`stepped-atomics: "${node.getText()}": give its arguments names first`);
  const place = `${array.expression.text}, ${field}, ${index.text}`;
  return [`yield atomic(${place})`, `synchronize(${place})`, node.getText()];
}
