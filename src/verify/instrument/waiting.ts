import { ts } from "ts-morph";
import type { Site } from "../site.ts";
import { parse } from "./instrument.ts";
import { iterationAt } from "./iterations.ts";
import { nodeAt, suspends } from "./nodes.ts";

/**
 * The ids of the sites whose iterations wait or yield before they end, so that others run while they go on. What is not known to be an iteration is
 * among them.
 *
 * @throws InstrumentError for a file with syntax errors.
 */
export function waitingIterations(source: string, fileName: string, sites: readonly Site[]): Set<number> {
  const file = parse(source.charCodeAt(0) === 0xfeff ? source.slice(1) : source, fileName);
  const waiting = sites.filter(({ role, start, end }) => role === "iterate" && waits(nodeAt(file, start, end), file));
  return new Set(waiting.map(({ id }) => id));
}

function waits(node: ts.Node, file: ts.SourceFile): boolean {
  const iteration = iterationAt(node);
  if (iteration === undefined) return true;
  // Callbacks are called before the method returns; what they wait for, it does not.
  if (iteration.form === "callback") return false;
  if (iteration.form !== "iterator") return suspends(iteration.node);
  const scope = ts.findAncestor(iteration.node, ts.isFunctionLike) ?? file;
  return ts.forEachChild(scope, (child) => suspends(child) || undefined) ?? false;
}
