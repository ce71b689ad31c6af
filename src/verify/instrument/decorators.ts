import { ts } from "ts-morph";
import type { Context } from "./context.ts";

/**
 * Lets a decorator from a missing module leave what it decorates as it is: what stands in for one gives a result as every stub does, which
 * would replace the class or the method. What it is called in the text is told too: an import may have given it another name.
 */
export function keepDecorated(file: ts.SourceFile, { edits }: Context): void {
  const visit = (node: ts.Node): void => {
    if (ts.isDecorator(node)) {
      const names = JSON.stringify(namesIn(node.expression).join(" "));
      edits.wrap(node.expression.getStart(file), node.expression.end, '(((d)=>globalThis[Symbol.for("rangeguard.stubs")]?.decorator(d,' + names + ")??d)(", "))");
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}

function namesIn(node: ts.Node): string[] {
  const names: string[] = [];
  const visit = (each: ts.Node): void => {
    if (ts.isIdentifier(each)) names.push(each.text);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return names;
}
