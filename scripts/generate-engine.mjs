/**
 * Derives the builds of Go's map from its one source, `src/engine/gomap/algorithm`: for integer and for string keys with their
 * own hash and comparison (as `map_fast64.go` and `map_faststr.go`, which the Go authors write by hand), and the stepped one, a
 * generator that yields before every access to shared memory; and the stepped build of `CasMap`. With `--check`, writes nothing and
 * fails where a file is stale.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import ts from "typescript";
import { edited, generatorText, jsDoc, parse } from "./edits.mjs";
import { root } from "./sources.mjs";
import { steppedAtomics } from "./stepped-atomics.mjs";

const home = "src/engine/gomap";
const casHome = "../concurrent/cas";
const algorithm = ["cells", "make", "grow", "access", "assign", "remove", "iterate"].map((name) => `algorithm/${name}.ts`);
const special = ["keys/kept-hashes.ts", ...algorithm, "algorithm/sweep.ts", "algorithm/plain-map.ts"];

const constants = constantValues();
/** What ends a Go program: the stepped build has its own, which are steps that no `catch` sees. */
const endings = ["fatal", "badState"];
/** What of the stepped build is for others. */
const operations = new Set(["mapaccess", "mapassign", "mapdelete", "mapclear", "mapiterinit", "mapiternext"]);
const wanted = new Map([
  ["generated/integer-map.ts", merged(["keys/integer.ts", ...special], (text) => text.replaceAll("PlainMap", "IntegerMap"), "IntegerMap")],
  ["generated/string-map.ts", merged(["keys/string.ts", ...special], (text) => text.replaceAll("PlainMap", "StringMap"), "StringMap")],
  ["generated/stepped.ts", stepped()],
  [`${casHome}/generated/stepped.ts`, steppedAtomics(read(`${casHome}/algorithm.ts`), listed(`${casHome}/steps.ts`, "casFields"))],
]);

const stale = [...wanted].filter(([file, text]) => read(file) !== text).map(([file]) => file);
if (process.argv.includes("--check")) {
  if (stale.length > 0) {
    console.error(`generate-engine: out of date: ${stale.join(", ")}\nRun \`npm run generate\` and commit the result.`);
    process.exitCode = 1;
  }
} else {
  for (const file of stale) {
    const path = join(root, home, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, wanted.get(file));
  }
  console.log(stale.length === 0 ? "generate-engine: all up to date" : stale.map((file) => `wrote ${join(home, file)}`).join("\n"));
}

function read(file) {
  const path = join(root, home, file);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** The files as one module: only what is named in `keep` stays exported. */
function merged(files, rename, ...keep) {
  const { imports, bodies } = gather(files, (text, source) => edited(text, [...exportEdits(source), ...constantEdits(source)]), true);
  const text = `${imports}\n\n${bodies.join("\n\n")}\n`;
  const exported = rename(text).replace(new RegExp(`^(class (?:${keep.join("|")})\\b)`, "m"), "export $1");
  return `${banner()}${exported}`;
}

function banner() {
  return "// Written by scripts/generate-engine.mjs from algorithm/ and keys/: do not edit.\n\n";
}

/** Takes the imports of modules outside of `files` together, by module; gives the rest of each file through `change`. */
function gather(files, change, inlined = false) {
  const names = new Map();
  const bodies = [];
  const replaced = files.includes("keys/kept-hashes.ts") ? [...files, "keys/general.ts"] : files;
  const inside = (module) => replaced.some((file) => module.endsWith(`/${file.split("/").at(-1)}`));
  for (const file of files) {
    const text = read(file);
    const source = parse(file, text);
    let end = 0;
    for (const statement of source.statements) {
      if (!ts.isImportDeclaration(statement)) continue;
      end = statement.end;
      if (inlined && statement.moduleSpecifier.text.endsWith("/constants.ts")) continue;
      const module = statement.moduleSpecifier.text.replace(/^\.\/(?=registers)/, "../keys/").replace(/^\.\/(?=cells)/, "../algorithm/");
      if (inside(module)) continue;
      for (const each of namesOf(statement)) if (inlined || !endings.includes(each.name)) add(names, module, each);
    }
    const body = text.slice(end).trim();
    bodies.push(change(body, parse(file, body)).trim());
  }
  return { imports: [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(importLine).join("\n"), bodies };
}

function namesOf({ importClause }) {
  const isType = importClause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  return importClause.namedBindings.elements.map((element) => ({ name: element.name.text, isType: isType || element.isTypeOnly }));
}

function add(names, module, { name, isType }) {
  const known = names.get(module) ?? names.set(module, new Map()).get(module);
  known.set(name, isType && (known.get(name) ?? true));
}

function importLine([module, names]) {
  const sorted = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
  const allTypes = sorted.every(([, isType]) => isType);
  const list = sorted.map(([name, isType]) => (isType && !allTypes ? `type ${name}` : name)).join(", ");
  return `import ${allTypes ? "type " : ""}{ ${list} } from "${module}";`;
}

function exportEdits(source) {
  const edits = [];
  for (const statement of source.statements) {
    const modifier = statement.modifiers?.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (modifier) edits.push({ start: modifier.getStart(source), end: modifier.end + 1, text: "" });
  }
  return edits;
}

/**
 * Constants as literals: an imported one costs bytecode at every use, and V8 inlines by the size of bytecode. Iteration is four
 * times as fast when `mapiternext` is inlined into the loop.
 */
function constantEdits(source) {
  const edits = [];
  const visit = (node) => {
    if (ts.isIdentifier(node) && constants.has(node.text) && !isName(node)) {
      edits.push({ start: node.getStart(source), end: node.end, text: `${constants.get(node.text)} /* ${node.text} */` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return edits;
}

/** Whether an identifier names a member or a variable instead of standing for a value. */
function isName({ parent, ...node }) {
  const isProperty = (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name.pos === node.pos;
  return isProperty || ts.isPropertySignature(parent) || ts.isVariableDeclaration(parent) && parent.name.pos === node.pos;
}

function constantValues() {
  return new Map([...read("constants.ts").matchAll(/^export const (\w+) = (-?\d+);$/gm)].map(([, name, value]) => [name, value]));
}

// The stepped build.

function stepped() {
  const hmapFields = new Set(["count", "flags", "B", "noverflow", "hash0", "buckets", "oldbuckets", "nevacuate", "extra"]);
  const extraFields = new Map([
    ["overflow", "extraOverflow"],
    ["oldoverflow", "oldoverflow"],
    ["nextOverflow", "nextOverflow"],
  ]);
  const columns = new Set(["tophash", "keys", "elems", "overflow"]);
  const numbers = new Map(listed("steps.ts", "sharedFields").map((name, index) => [name, index]));

  /** The location that a node names, when tasks share it: its object, field, and index as source text. */
  function shared(node) {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const object = node.expression.text;
      if (object === "h" && hmapFields.has(node.name.text)) return { object, field: node.name.text };
      if (object === "extra" && extraFields.has(node.name.text)) return { object, field: extraFields.get(node.name.text) };
    }
    if (ts.isElementAccessExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: object, name } = node.expression;
      if (!columns.has(name.text)) return undefined;
      if (!ts.isIdentifier(object) || !ts.isIdentifier(node.argumentExpression)) {
        throw new Error(`generate-engine: "${node.getText()}": give object and index a name first`);
      }
      return { object: object.text, field: name.text, index: node.argumentExpression.text };
    }
    return undefined;
  }

  const step = (kind, { object, field, index }) =>
    `yield ${kind}(${object}, ${numbers.get(field)}${index === undefined ? "" : `, ${index}`})`;

  const sources = algorithm.filter((file) => file !== "algorithm/cells.ts");
  const files = sources.map((file) => ({ file, source: parse(file, read(file)) }));
  const functions = new Map();
  for (const { source } of files) {
    for (const each of source.statements) if (ts.isFunctionDeclaration(each)) functions.set(each.name.text, each);
  }
  const steppedNames = new Set(endings);
  for (let size = -1; size !== steppedNames.size; ) {
    size = steppedNames.size;
    for (const [name, declaration] of functions) if (hasStep(declaration)) steppedNames.add(name);
  }

  function hasStep(node) {
    if (stepTag(node) !== undefined || shared(node) !== undefined || isSteppedCall(node)) return true;
    return ts.forEachChild(node, (child) => hasStep(child) || undefined) ?? false;
  }

  function isSteppedCall(node) {
    return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && steppedNames.has(node.expression.text);
  }

  /** What `@step object.field` says of a function: its body is one step. */
  function stepTag(node) {
    if (!ts.isFunctionDeclaration(node)) return undefined;
    const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === "step");
    if (tag === undefined) return undefined;
    const [object, field] = String(tag.comment).trim().split(".");
    return { object, field };
  }

  /** A node's source in the stepped build. */
  function text(node) {
    if (ts.isFunctionDeclaration(node)) return functionText(node);
    if (ts.isExpressionStatement(node)) {
      const assignment = assignmentText(node.expression);
      if (assignment !== undefined) return assignment;
    }
    const location = shared(node);
    // A cell that another task has half filled: its memory is zero, as Go's is.
    const zero = location?.field === "keys" ? " ?? h.t.key.zero" : "";
    if (location !== undefined) return `(${step("read", location)}, ${node.getText()}${zero})`;
    if (isSteppedCall(node)) return `(yield* ${childrenText(node)})`;
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind) && shared(unwrap(node.left)) !== undefined) {
      throw new Error(`generate-engine: "${node.getText()}": an assignment to shared memory must be a statement of its own`);
    }
    return childrenText(node);
  }

  function childrenText(node) {
    const edits = [];
    const start = node.getStart();
    ts.forEachChild(node, (child) => {
      if (hasStep(child)) edits.push({ start: child.getStart() - start, end: child.end - start, text: text(child) });
    });
    return edited(node.getText(), edits);
  }

  function functionText(node) {
    const tag = stepTag(node);
    const body = tag === undefined ? text(node.body) : node.body.getText().replace("{", `{\n  ${step("atomic", tag)};`);
    return generatorText(node, body);
  }

  /** The value first, then the step, then the write: another task may come between. */
  function assignmentText(node) {
    const isPostfix = ts.isPostfixUnaryExpression(node);
    const target = isPostfix ? node.operand : ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind) ? node.left : undefined;
    const location = target === undefined ? undefined : shared(unwrap(target));
    if (location === undefined) return undefined;
    const place = target.getText();
    const write = (value) => `${place} = ${value};`;
    if (!isPostfix && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      if (!hasStep(node.right)) return `{ ${step("write", location)}; ${write(node.right.getText())} }`;
      return `{ const value = ${text(node.right)}; ${step("write", location)}; ${write("value")} }`;
    }
    const operator = isPostfix ? (node.operator === ts.SyntaxKind.PlusPlusToken ? "+" : "-") : node.operatorToken.getText().slice(0, -1);
    const right = isPostfix ? "1" : `(${text(node.right)})`;
    return `{ const value = (${step("read", location)}, ${place}) ${operator} ${right}; ${step("write", location)}; ${write("value")} }`;
  }

  const { imports } = gather(sources, (body) => body);
  const bodies = files.map(({ source }) =>
    source.statements
      .filter((statement) => !ts.isImportDeclaration(statement))
      .map((statement) => `${jsDoc(statement)}${exported(statement, hasStep(statement) ? text(statement) : statement.getText())}`)
      .join("\n\n"),
  );
  const stepImport = 'import { atomic, read, type Steps, write } from "../../step/step.ts";';
  const helpers = `${stepImport}\nimport { ${endings.join(", ")} } from "../steps.ts";`;
  return `${banner()}${imports}\n${helpers}\n\n${bodies.join("\n\n")}\n`;
}

function exported(statement, text) {
  return operations.has(statement.name?.text) ? text : text.replace(/^export /, "");
}

function unwrap(node) {
  return ts.isNonNullExpression(node) ? unwrap(node.expression) : node;
}

function isAssignment(kind) {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** The strings in the array of this name. */
function listed(file, name) {
  const isIt = (each) => ts.isVariableStatement(each) && new RegExp(`\\b${name}\\b`).test(each.getText());
  const list = parse(file, read(file)).statements.find(isIt);
  return [...list.getText().matchAll(/"(\w+)"/g)].map(([, text]) => text);
}
