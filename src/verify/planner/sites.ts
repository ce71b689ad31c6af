import { ts } from "ts-morph";
import type { Location, Position, TraceStep } from "../../hazards/finding.ts";
import type { FileInput } from "../../scanner/analyser.ts";
import { nodeAt } from "../instrument/nodes.ts";
import type { Site, SiteRole } from "../site.ts";
import type { Candidate } from "./candidate.ts";
import { functionAt, functionAround, walk } from "./nodes.ts";
import type { SiteTable } from "./site-table.ts";

/** A place of a case, with the node that is there. */
export interface Spot {
  readonly role: SiteRole;
  readonly file: ts.SourceFile;
  readonly start: number;
  readonly end: number;
  readonly node: ts.Node;
  readonly isSecondWriter: boolean;
}

const roles: Readonly<Record<TraceStep["role"], SiteRole | undefined>> = {
  iterate: "iterate",
  check: "check",
  act: "act",
  read: "read",
  write: "write",
  mutate: "mutate",
  suspend: "suspend",
  "second-writer": "mutate",
  call: undefined,
  "next-step": undefined,
};

/** What makes a run say something, the first that there is. */
const primaryRoles: readonly SiteRole[] = ["iterate", "range", "use", "step", "check", "read", "mutate"];

/** The places that a candidate names. Those in files of other projects are left out. */
export function spotsOf({ finding, extraSites = [] }: Candidate, input: FileInput): Spot[] {
  const steps = finding.trace.flatMap((step) => {
    const role = roles[step.role];
    return role === undefined ? [] : spotAt(step, role, input, step.role === "second-writer");
  });
  const loop = finding.secondWriter && finding.trace.every(({ role }) => role === "mutate") ? spotAt(finding.secondWriter, "iterate", input) : [];
  const extra = extraSites.flatMap(({ role, file, start, end }): Spot[] => {
    const source = input.reported(input.relative(file))?.sourceFile;
    return source ? [{ role, file: source, start, end, node: nodeAt(source, start, end), isSecondWriter: false }] : [];
  });
  return [...loop, ...steps, ...extra];
}

/** Where the tasks are started that a finding is about, and functions called that lead to it. */
export function callsOf({ finding }: Candidate, input: FileInput): ts.Node[] {
  return finding.trace.filter(({ role }) => role === "call").flatMap((step) => spotAt(step, "use", input).map(({ node }) => node));
}

function spotAt({ file, range }: Location, role: SiteRole, input: FileInput, isSecondWriter = false): Spot[] {
  const source = input.reported(file)?.sourceFile;
  if (!source) return [];
  const [start, end] = [offsetOf(range.start, source), offsetOf(range.end, source)];
  return [{ role, file: source, start, end, node: nodeAt(source, start, end), isSecondWriter }];
}

function offsetOf({ line, column }: Position, source: ts.SourceFile): number {
  return source.getPositionOfLineAndCharacter(line - 1, column - 1);
}

export function primaryOf(spots: readonly Spot[]): Spot | undefined {
  for (const wanted of primaryRoles) {
    const found = spots.find(({ role, isSecondWriter }) => role === wanted && !isSecondWriter);
    if (found) return found;
  }
  return undefined;
}

/** Puts the places into the table, and every place where one of their functions waits in between. The primary one is the first. */
export function sitesOf(primary: Spot, spots: readonly Spot[], { finding }: Candidate, table: SiteTable, checker: ts.TypeChecker): Site[] {
  const ids = new Set<number>();
  const { name } = finding.collection;
  for (const { role, file, start, end, node } of [primary, ...spots]) ids.add(table.at(role, file.fileName, start, end, name, factsOf(node, checker)));
  for (const node of suspensionsAmong(spots)) {
    ids.add(table.at("suspend", node.getSourceFile().fileName, node.getStart(), node.end, name, factsOf(node, checker)));
  }
  if (finding.hazard === "escaping-mutation") {
    for (const node of deferredAmong(spots)) ids.add(table.at("defer", node.getSourceFile().fileName, node.getStart(), node.end, name));
  }
  return [...ids].map((id) => table.get(id));
}

/** Whether what is awaited may be a promise: where nothing is known of the type, it may be. */
function factsOf(node: ts.Node, checker: ts.TypeChecker): Pick<Site, "isPlain"> {
  if (!ts.isAwaitExpression(node)) return {};
  const type = checker.getTypeAtLocation(node.expression);
  const parts = type.isUnion() ? type.types : [type];
  const isKnown = parts.every(({ flags }) => !(flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter | ts.TypeFlags.Never)));
  return isKnown && parts.every((part) => !checker.getPropertyOfType(part, "then")) ? { isPlain: true } : {};
}

/** Each `await`, `yield` and `for await` from the first place in a function to the last; all of a loop lies between its rounds. */
function suspensionsAmong(spots: readonly Spot[]): Set<ts.Node> {
  const spans = new Map<ts.Node, { start: number; end: number }>();
  for (const { role, node, isSecondWriter } of spots) {
    const fn = functionAt(node);
    if (!fn || isSecondWriter || role === "use" || role === "step") continue;
    const { pos: start, end } = role === "iterate" || role === "range" ? loopAround(node) : node;
    const known = spans.get(fn);
    spans.set(fn, known ? { start: Math.min(start, known.start), end: Math.max(end, known.end) } : { start, end });
  }
  const found = new Set<ts.Node>();
  for (const [fn, { start, end }] of spans) {
    walk(fn, (node) => {
      if (suspends(node) && node.pos >= start && node.end <= end && functionAround(node) === fn) found.add(node);
    });
  }
  return found;
}

function loopAround(node: ts.Node): ts.Node {
  const fn = functionAt(node);
  const loop = ts.findAncestor(node, (each) => (each === fn ? "quit" : ts.isIterationStatement(each, false)));
  return loop ?? (ts.isCallExpression(node.parent.parent) ? node.parent.parent : node);
}

function suspends(node: ts.Node): boolean {
  return ts.isAwaitExpression(node) || ts.isYieldExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
}

/** Functions that are handed to others, and change the collection. */
function deferredAmong(spots: readonly Spot[]): ts.Node[] {
  return spots.flatMap(({ role, node }) => {
    const fn = role === "mutate" ? functionAround(node) : undefined;
    return fn && (ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) && ts.isCallExpression(fn.parent) ? [fn] : [];
  });
}
