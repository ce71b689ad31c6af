import { ts } from "ts-morph";
import type { Site } from "../site.ts";
import { hoisted } from "./collection.ts";
import type { Context } from "./context.ts";
import { methodFlags } from "./hooks.ts";
import { methodName } from "./iteration-calls.ts";
import { suspends } from "./nodes.ts";

type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression;

/**
 * `xs.forEach(f)` becomes `method(1, xs, "forEach", 0)(f)`: the receiver first, then the method, then the arguments, as before.
 *
 * @returns Why there are no hooks, if so.
 */
export function placeCallback(site: Site, call: ts.CallExpression, marked: ts.Node, context: Context): string | undefined {
  const access = call.expression as Access;
  const receiver = access.expression;
  if (receiver.kind === ts.SyntaxKind.SuperKeyword) return "it is a call of a method of `super`";
  if (context.done.has(access)) return "another site has hooked this call";
  if (ts.isOptionalChain(receiver) && !access.questionDotToken) return placeInChain(site, call, context);
  context.done.set(access, "method");
  const flags = flagsOf(call, access);
  const newlines = context.file.text.slice(receiver.end, access.end).replace(/[^\n]/g, "");
  const chain = access.questionDotToken && !call.questionDotToken ? "?." : "";
  const name = JSON.stringify(methodName(access));
  const hook = `${context.hooks}.method(${site.id}, `;
  hoisted(receiver, marked, context, (text, collection) => `${hook}${text}, ${name}, ${flags}${collection ? `, ${collection}` : ""})`);
  context.edits.replace(receiver.end, access.end, () => newlines + chain);
  return undefined;
}

function flagsOf(call: ts.CallExpression, access: Access): number {
  return (access.questionDotToken ? methodFlags.chain : 0) | (call.questionDotToken ? methodFlags.optional : 0);
}

/**
 * `a?.b.forEach(f).c` is left out as a whole for a nullish `a`. It becomes `pass(a, (o) => o == null ? void 0 : method(1, o.b, "forEach", 0)(f).c)`,
 * where `a` is all that stands before the last `?.`.
 */
function placeInChain(site: Site, call: ts.CallExpression, context: Context): string | undefined {
  const access = call.expression as Access;
  const link = lastOptional(access.expression);
  if (!link || ts.isCallExpression(link)) return "it is within an optional chain that cannot be taken apart";
  let whole: ts.Expression = call;
  while (isContinued(whole)) whole = whole.parent as ts.Expression;
  if (restSuspends(whole, link.expression)) return "it is within an optional chain that waits";
  if (context.done.has(link)) return "another site has hooked this chain";
  context.done.set(link, "chain").set(access, "method");
  const [start, head, receiver] = [context.start(whole), link.expression.end, access.expression.end];
  const token = link.questionDotToken!.end;
  const name = `${context.name}_o`;
  const isElement = ts.isElementAccessExpression(link);
  const method = `${JSON.stringify(methodName(access))}, ${flagsOf(call, access)})`;
  const newlines = (from: number, to: number): string => context.file.text.slice(from, to).replace(/[^\n]/g, "");
  context.edits.replace(start, whole.end, (text) => {
    const object = `${name}${newlines(head, token)}${isElement ? "" : "."}${text(token, receiver)}`;
    const called = `${context.hooks}.method(${site.id}, ${object}, ${method}${newlines(receiver, access.end)}${text(access.end, whole.end)}`;
    return context.edits.spaced(start, `${context.hooks}.pass(${text(start, head)}, (${name}) => ${name} == null ? void 0 : ${called})`);
  });
  return undefined;
}

/** The link of a chain that has the last `?.`. */
function lastOptional(node: ts.Expression): Access | ts.CallExpression | undefined {
  for (let link = node; ts.isOptionalChain(link); link = link.expression) {
    if (!ts.isNonNullExpression(link) && link.questionDotToken) return link;
  }
  return undefined;
}

function isContinued(node: ts.Node): boolean {
  return ts.isOptionalChain(node.parent) && node.parent.expression === node;
}

function restSuspends(whole: ts.Expression, head: ts.Expression): boolean {
  let inner: ts.Node = head;
  for (let node = head.parent; ; inner = node, node = node.parent) {
    const before = inner;
    const isWaiting = ts.forEachChild(node, (child) => (child !== before && suspends(child)) || undefined);
    if (isWaiting) return true;
    if (node === whole) return false;
  }
}
