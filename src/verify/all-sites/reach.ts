import { ts } from "ts-morph";
import type { FlowEvent } from "./flow.ts";
import { isFunction } from "./syntax.ts";

/** Which events of a flow may come after which others. */
export class Reach {
  readonly #order: ReadonlyMap<FlowEvent, number>;
  readonly #fn: ts.Node;
  readonly #around = new Map<ts.Node, readonly ts.Node[]>();

  constructor(fn: ts.Node, events: readonly FlowEvent[]) {
    this.#fn = fn;
    this.#order = new Map(events.map((event, index) => [event, index]));
  }

  /** How many events lie in between; those that come around in a loop are further away than all others. */
  distance(from: FlowEvent, to: FlowEvent): number {
    const distance = this.#order.get(to)! - this.#order.get(from)!;
    return distance >= 0 ? distance : this.#order.size - distance;
  }

  /** Whether some path leads from one event to the other: forward, or around in a loop that both are in. */
  leads(from: FlowEvent, to: FlowEvent): boolean {
    // `.then(...)` makes nobody wait but its own callbacks.
    if (from.kind === "suspend" && ts.isCallExpression(from.node)) return contains(from.node, to.node);
    const isForward = this.#order.get(from)! < this.#order.get(to)!;
    return (isForward && !this.#isEither(from.node, to.node)) || this.#shareLoop(from.node, to.node);
  }

  /** Whether the nodes are in two branches of one decision. */
  #isEither(a: ts.Node, b: ts.Node): boolean {
    const around = new Set(this.#ancestors(a));
    let inner = b;
    for (const outer of this.#ancestors(b)) {
      if (around.has(outer)) return isBranch(inner, outer) && isBranch(childWith(outer, a), outer) && !contains(inner, a);
      inner = outer;
    }
    return false;
  }

  #shareLoop(a: ts.Node, b: ts.Node): boolean {
    return this.#ancestors(a).some((each) => (ts.isIterationStatement(each, false) || isFunction(each)) && contains(each, b));
  }

  /** From the inside out, without the function itself. */
  #ancestors(node: ts.Node): readonly ts.Node[] {
    let known = this.#around.get(node);
    if (!known) {
      const found: ts.Node[] = [];
      for (let at = node.parent; at && at !== this.#fn; at = at.parent) found.push(at);
      this.#around.set(node, (known = found));
    }
    return known;
  }
}

function contains(outer: ts.Node, node: ts.Node): boolean {
  return outer.pos <= node.pos && node.end <= outer.end;
}

function childWith(outer: ts.Node, node: ts.Node): ts.Node {
  return ts.forEachChild(outer, (child) => (contains(child, node) ? child : undefined)) ?? outer;
}

function isBranch(node: ts.Node, parent: ts.Node): boolean {
  if (ts.isIfStatement(parent)) return node === parent.thenStatement || node === parent.elseStatement;
  return ts.isConditionalExpression(parent) && (node === parent.whenTrue || node === parent.whenFalse);
}
