import type { BlockId, Ref, Site } from "../../ir/types.ts";
import type { Context } from "./context.ts";
import { lowerReturn } from "./jumps.ts";
import { bindPattern } from "./patterns.ts";
import { declareLexical, declareVars, patternNames, Scope } from "./scope.ts";
import { lowerStatements } from "./statements.ts";
import type { FunctionNode } from "./syntax.ts";

/** A function whose body can become part of the caller's graph. */
export interface Callee {
  readonly node: FunctionNode;
  /** The scope that it closes over. */
  readonly scope: Scope;
  /** Reached through a name, so perhaps from several places. */
  readonly named: boolean;
  /** The function that declares it. */
  readonly owner?: number;
  /** A generator that is walked where it is called. */
  readonly walked?: boolean;
}

/** Functions inlined by name add at most this many events to a graph: what they do belongs to summaries. */
const MAX_INLINED_EVENTS = 4000;
const MAX_INLINE_DEPTH = 8;

/** The function that `name` always means: a declaration, or a constant whose value is a function. */
export function localFunction(context: Context, name: string): Callee | undefined {
  const binding = context.scope.resolve(name);
  if (binding.kind !== "function" && binding.kind !== "constant") return undefined;
  const declaration = context.scope.unit.declarations.get(binding);
  if (!declaration) return undefined;
  const init = declaration.init?.type === "Cast" ? declaration.init.expression : declaration.init;
  const node = declaration.function ?? (init?.type === "Function" ? init : undefined);
  return node && { node, scope: declaration.scope, named: true, owner: binding.owner };
}

/**
 * Lowers the body of `callee` in place. Returns false, having done nothing, for a generator, a recursive call, or when the graph
 * has grown too large.
 */
export function inlineFunction(
  context: Context,
  callee: Callee,
  args: readonly Ref[],
  thisRef: Ref | undefined,
  onReturn: (value: Ref | undefined, site: Site) => void,
  site: Site,
  end?: BlockId,
): boolean {
  const { builder } = context;
  const { node, named } = callee;
  if ((node.generator && !callee.walked) || context.inlining.includes(node) || context.inlining.length >= MAX_INLINE_DEPTH) return false;
  if (named && context.inlinedEvents > MAX_INLINED_EVENTS) return false;
  const before = builder.events.length;
  const scope = new Scope(callee.scope.unit, callee.scope, builder.id);
  if (node.name && !named && !node.arrow) scope.declare(node.name, "function", node, { function: node });
  const saved = { thisRef: context.thisRef, chains: context.chains.splice(0), labels: context.labels };
  context.thisRef = thisRef;
  context.labels = [];
  context.inlining.push(node);
  context.within({ type: "function", async: node.async, end, onReturn, parent: context.frame }, () =>
    context.inScope(scope, () => {
      declareParameters(node, scope);
      node.params.forEach((pattern, index) => {
        bindPattern(context, pattern, args[index] ?? context.undefinedAt(site));
      });
      lowerFunctionBody(context, node);
      lowerReturn(context, undefined, site);
    }),
  );
  context.inlining.pop();
  context.thisRef = saved.thisRef;
  context.labels = saved.labels;
  context.chains.push(...saved.chains);
  if (named) context.inlinedEvents += builder.events.length - before;
  return true;
}

export function declareParameters(node: FunctionNode, scope: Scope): void {
  for (const pattern of node.params) {
    patternNames(pattern, (name) => {
      scope.declare(name.name, "parameter", name, { annotation: name.annotation });
    });
  }
}

/** Declares the names of the body in the current scope, then lowers it. */
export function lowerFunctionBody(context: Context, node: FunctionNode): void {
  const body = node.body();
  declareVars(body, context.scope);
  declareLexical(body, context.scope);
  lowerStatements(context, body);
}
