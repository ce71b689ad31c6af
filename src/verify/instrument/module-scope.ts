import { ts } from "ts-morph";
import type { Context } from "./context.ts";
import { isAmbient, namesIn } from "./nodes.ts";

/** What the end of the file gets: the names at the top of the module, each with a getter and, if it can be assigned, a setter. */
export function scopeOf(file: ts.SourceFile, fileName: string, context: Context): string {
  return scopeOfStatements(file.statements, fileName, context);
}

function scopeOfStatements(statements: readonly ts.Statement[], fileName: string, context: Context): string {
  const names = new Map(statements.flatMap(declaredBy));
  const value = `${context.name}_v`;
  const members = [...names].map(([name, isWritable]) => {
    const getter = `get ${JSON.stringify(name)}(){return ${name}}`;
    return isWritable ? `${getter},set ${JSON.stringify(name)}(${value}){${name}=${value}}` : getter;
  });
  return `${context.hooks}.module(${JSON.stringify(fileName)},{${members.join(",")}});`;
}

/** Each namespace gets the same at its end, under the file's name with its own: what its variables hold is state of the module, too. */
export function exposeNamespaces(file: ts.SourceFile, fileName: string, context: Context): void {
  const visit = (node: ts.Node, path: string): void => {
    if (!ts.isModuleDeclaration(node) || isAmbient(node)) return;
    const own = `${path}#${node.name.text}`;
    if (!node.body || !ts.isModuleBlock(node.body)) return void (node.body && visit(node.body, own));
    // One that holds types only is nothing at run time, and has to stay so. Each part of one that is declared in several parts has its own names.
    const hasValues = node.body.statements.some((each) => declaredBy(each).length > 0);
    if (hasValues) context.edits.insert(node.body.end - 1, `;${scopeOfStatements(node.body.statements, `${own}@${node.pos}`, context)}`);
    for (const each of node.body.statements) visit(each, own);
  };
  for (const each of file.statements) visit(each, fileName);
}

/** Names with whether they can be assigned. */
function declaredBy(node: ts.Statement): (readonly [string, boolean])[] {
  if (isAmbient(node)) return [];
  if (ts.isVariableStatement(node)) {
    const { flags, declarations } = node.declarationList;
    // `using` has the bits of both.
    const isWritable = (flags & ts.NodeFlags.Const) === 0;
    return declarations.flatMap(({ name }) => namesIn(name)).map((name) => [name, isWritable] as const);
  }
  const isDeclaration = (ts.isFunctionDeclaration(node) && node.body) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node);
  return isDeclaration && node.name ? [[node.name.text, false]] : [];
}

/** Gives access to the `#fields` of each class of the file, by a static block at its start. */
export function exposePrivates(file: ts.SourceFile, context: Context): void {
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node) && !isAmbient(node)) exposeFields(node, context);
    ts.forEachChild(node, visit);
  };
  visit(file);
}

function exposeFields(node: ts.ClassLikeDeclaration, context: Context): void {
  const fields = node.members.filter(ts.isPropertyDeclaration).map(({ name }) => name).filter(ts.isPrivateIdentifier);
  if (fields.length === 0) return;
  const [owner, value] = [`${context.name}_o`, `${context.name}_v`];
  const accessors = fields.map(({ text }) => `${JSON.stringify(text.slice(1))}:[(${owner})=>${owner}.${text},(${owner},${value})=>{${owner}.${text}=${value}}]`);
  const name = JSON.stringify(node.name?.text ?? "");
  context.edits.insert(node.members.pos, `static{${context.hooks}.privates(this,${name},{${accessors.join(",")}})}`);
}
