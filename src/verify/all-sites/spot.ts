import type { ts } from "ts-morph";
import type { TraceStep } from "../../hazards/finding.ts";
import type { HazardId } from "../../hazards/types.ts";

/** A step of a synthetic trace. */
export interface Step {
  readonly role: TraceStep["role"];
  readonly node: ts.Node;
  /** A sentence part, as in findings. */
  readonly text: string;
}

/** A place to try, before it is a finding. */
export interface Spot {
  /** What kind of place it is: "iteration", "check before an await and act after it". */
  readonly kind: string;
  readonly hazards: readonly HazardId[];
  /** In the order of a finding's trace. */
  readonly steps: readonly Step[];
  /** Further nodes that the oracles have to hear of, by the role in which. */
  readonly extras: readonly { readonly role: "check" | "read" | "mutate"; readonly node: ts.Node }[];
  /** The one that decides whether a finding covers the place. */
  readonly primary: ts.Node;
  /** Where a finding would be reported. */
  readonly place: ts.Node;
  readonly collection: ts.Expression;
  /** From the first line of one of them to the last line of another, a suppression comment silences the spot. */
  readonly span: readonly ts.Node[];
  /** A sentence without its full stop. */
  readonly message: string;
}

/** A spot, and those of its hazards that are to be tried. */
export interface Tried {
  readonly spot: Spot;
  readonly hazards: readonly HazardId[];
}

/** Text of a node on one line. */
export function textOf(node: ts.Node): string {
  return node.getText().replace(/\s+/g, " ");
}

/** The same, shortened: for messages. */
export function snippetOf(node: ts.Node): string {
  const text = textOf(node);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
