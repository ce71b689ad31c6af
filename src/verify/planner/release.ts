import { ts } from "ts-morph";
import type { FunctionNode } from "./nodes.ts";

/** By what is registered, opened or taken is given up, as it is called by convention: the most usual first. */
const names = ["dispose", "unsubscribe", "close", "remove", "cancel", "off", "stop", "release"];

/** The method of what a function returns (or promises) that gives it up. Undefined where that is a function itself, or has none that can be called without arguments. */
export function releaseMethodOf(fn: FunctionNode, checker: ts.TypeChecker): string | undefined {
  const signature = checker.getSignatureFromDeclaration(fn);
  if (!signature || ts.isConstructorDeclaration(fn) || ts.isAccessor(fn)) return undefined;
  const returned = checker.getReturnTypeOfSignature(signature);
  const type = checker.getNonNullableType(checker.getAwaitedType(returned) ?? returned);
  if (!(type.flags & ts.TypeFlags.Object) || type.getCallSignatures().length > 0) return undefined;
  return names.find((name) => {
    const member = type.getProperty(name);
    return member !== undefined && checker.getTypeOfSymbolAtLocation(member, fn).getCallSignatures().some(({ parameters }) => parameters.every(isOptional));
  });
}

function isOptional({ valueDeclaration }: ts.Symbol): boolean {
  if (!valueDeclaration || !ts.isParameter(valueDeclaration)) return false;
  return valueDeclaration.questionToken !== undefined || valueDeclaration.initializer !== undefined || valueDeclaration.dotDotDotToken !== undefined;
}
