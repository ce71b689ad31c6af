import { ts } from "ts-morph";
import { withoutParentheses } from "../instrument/nodes.ts";
import type { Change } from "./changes.ts";
import type { FileFacts } from "./facts.ts";
import { type Spot, snippetOf, type Step } from "./spot.ts";
import { type FunctionNode, functionAround, isDeferred, isFunction, isWithin, nodesIn, suspensionsIn } from "./syntax.ts";

/** So many changes of what one function returns are tried. */
const MAX_CHANGES = 30;

/** Where a function returns a collection that a function in it, which runs later, changes. `changes` are those of the whole file. */
export function escapesFrom(fn: FunctionNode, facts: FileFacts, changes: readonly Change[]): Spot[] {
  const returned = new Set(returnedFrom(fn).flatMap((value) => facts.collectionOf(value)?.key ?? []));
  if (returned.size === 0) return [];
  const deferred = changes.flatMap((change) => {
    const later = isWithin(change.node, fn) ? deferredAround(change.node, fn) : undefined;
    return later && change.places.some(({ key }) => returned.has(key)) ? [spotOf(change, later)] : [];
  });
  return deferred.slice(0, MAX_CHANGES);
}

function spotOf({ node, target }: Change, later: FunctionNode): Spot {
  const suspensions = suspensionsIn(later).filter((each) => each.end <= node.end);
  const steps: Step[] = [
    ...suspensions.map((each): Step => ({ role: "suspend", node: each, text: "the function waits here" })),
    { role: "mutate", node, text: "a function that runs later changes the collection" },
  ];
  const message = `\`${snippetOf(node)}\` is in a function that runs later, and the collection is returned`;
  return {
    kind: "change of a collection that is returned",
    hazards: ["escaping-mutation"],
    steps,
    extras: [],
    primary: node,
    place: node,
    collection: target,
    span: [node],
    message,
  };
}

/** The values that the function returns, those in an object literal too. */
function returnedFrom(fn: FunctionNode): ts.Expression[] {
  if (!ts.isBlock(fn.body)) return partsOf(fn.body);
  const own = [...nodesIn(fn.body, (node) => !isFunction(node))];
  return own.flatMap((node) => (ts.isReturnStatement(node) && node.expression ? partsOf(node.expression) : []));
}

function partsOf(value: ts.Expression): ts.Expression[] {
  const inner = withoutParentheses(value);
  if (!ts.isObjectLiteralExpression(inner)) return [inner];
  return inner.properties.flatMap((each) => (ts.isPropertyAssignment(each) ? [each.initializer] : ts.isShorthandPropertyAssignment(each) ? [each.name] : []));
}

/** The outermost function within `fn` that the node is in and that runs later. */
function deferredAround(node: ts.Node, fn: FunctionNode): FunctionNode | undefined {
  let found: FunctionNode | undefined;
  for (let at = functionAround(node); at && at !== fn; at = functionAround(at)) if (isDeferred(at)) found = at;
  return found;
}
