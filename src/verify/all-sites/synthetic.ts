import type { ts } from "ts-morph";
import { fingerprint } from "../../analysis/fingerprint.ts";
import { Positions } from "../../analysis/positions.ts";
import type { Finding, SourceRange } from "../../hazards/finding.ts";
import type { HazardId } from "../../hazards/types.ts";
import type { FileInput } from "../../scanner/analyser.ts";
import type { Candidate } from "../planner/candidate.ts";
import type { FileFacts } from "./facts.ts";
import { type Spot, textOf } from "./spot.ts";
import { functionAround, nameOf } from "./syntax.ts";

/** Makes candidates of the spots of one file. Spots that read the same get different ids, by their order. */
export class Candidates {
  readonly #input: FileInput;
  readonly #facts: FileFacts;
  readonly #positions: Positions;
  readonly #seen = new Map<string, number>();

  constructor(input: FileInput, facts: FileFacts) {
    this.#input = input;
    this.#facts = facts;
    this.#positions = new Positions(input.text);
  }

  /** Where a node begins and ends, counted from 1. */
  range(node: ts.Node): SourceRange {
    return this.#positions.range(node.getStart(this.#facts.file), node.end);
  }

  /** @param hazards those of the spot that are to be tried: at least one. */
  of(spot: Spot, hazards: readonly HazardId[]): Candidate {
    const { steps, extras, collection, place, kind, message } = spot;
    const { file } = this.#input;
    const known = this.#facts.kindOf(collection);
    const isKnown = known !== undefined && known !== "other";
    const finding: Finding = {
      id: this.#idOf(spot),
      hazard: hazards[0]!,
      rule: `no-${hazards[0]!}`,
      level: "strict",
      confidence: isKnown ? "high" : "low",
      file,
      range: this.range(place),
      message: `Every ${kind} is tried: ${message}.`,
      collection: { name: textOf(collection), kind: isKnown ? known : "unknown" },
      trace: steps.map(({ role, node, text }) => ({ role, file, range: this.range(node), text })),
      suggestions: [],
    };
    const extraSites = extras.map(({ role, node }) => ({
      role,
      file: this.#facts.file.fileName,
      start: node.getStart(this.#facts.file),
      end: node.end,
      collection: finding.collection.name,
    }));
    return { finding, hazards, acceptsWeak: false, isUnflagged: true, ...(extraSites.length > 0 ? { extraSites } : {}) };
  }

  /** What stays the same when other parts of the file are edited. */
  #idOf({ kind, hazards, primary, place }: Spot): string {
    const key = ["site", kind, hazards[0], this.#input.file, nameOf(functionAround(primary)), textOf(primary), textOf(place)].join("\n");
    const repetition = this.#seen.get(key) ?? 0;
    this.#seen.set(key, repetition + 1);
    return fingerprint(`${key}\n${repetition}`);
  }
}
