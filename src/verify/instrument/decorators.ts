import { ts } from "ts-morph";
import type { Context } from "./context.ts";

/**
 * Lets a decorator from a missing module leave what it decorates as it is: what stands in for one gives a result as every stub does, which
 * would replace the class or the method.
 */
export function keepDecorated(file: ts.SourceFile, { edits }: Context): void {
  const visit = (node: ts.Node): void => {
    if (ts.isDecorator(node)) edits.wrap(node.expression.getStart(file), node.expression.end, "(((d)=>globalThis[Symbol.for(\"rangeguard.stubs\")]?.decorator(d)??d)(", "))");
    ts.forEachChild(node, visit);
  };
  visit(file);
}
