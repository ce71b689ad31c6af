import type { ts } from "ts-morph";
import type { Finding } from "../../hazards/finding.ts";
import { noSettings, type ProtectionSettings } from "../../hazards/settings.ts";
import type { FileInput } from "../../scanner/analyser.ts";
import { defaultAnalyser } from "../../scanner/default-analyser.ts";
import type { Candidate } from "../planner/candidate.ts";
import { changesIn } from "./changes.ts";
import { uncovered } from "./covered.ts";
import { escapesFrom } from "./escapes.ts";
import { FileFacts } from "./facts.ts";
import { iterationsIn } from "./iterations.ts";
import { loopSpot } from "./loops.ts";
import { pairsIn } from "./pairs.ts";
import { withoutSilenced } from "./silenced.ts";
import type { Spot, Tried } from "./spot.ts";
import { type FunctionNode, isFunction, nodesIn } from "./syntax.ts";
import { Candidates } from "./synthetic.ts";

export interface AllSitesOptions {
  /** Also take what intended work-lists insert for a hazard. */
  readonly checkWorklists: boolean;
  /** Those of the scan. Default: none. */
  readonly settings?: ProtectionSettings;
}

/** Without any of these words there is neither a loop nor a wait. */
const words = /\b(?:for|while|await|then|yield|async|forEach|map|filter|some|every|find\w*|flatMap|reduce\w*|next)\b/;

/**
 * Every iteration and every check (or read) before an await and act (or write) after it in the file that no finding covers, in the order of
 * the text. Those that a suppression comment stands at, or in the middle of, are left out, and so are insertions that the analysis sees but
 * takes for a work-list (unless `checkWorklists`).
 *
 * @param findings Those of the scan that are to be tried, as the analyser gives them: before suppression comments have silenced any of them,
 * so that what is silenced is covered, too.
 */
export function candidatesOf(input: FileInput, findings: readonly Finding[], options: AllSitesOptions): Candidate[] {
  if (!words.test(input.text)) return [];
  const facts = new FileFacts(input);
  const candidates = new Candidates(input, facts);
  const found = spotsIn(facts).flatMap((spot) => {
    const hazards = uncovered(spot, findings, input.file, (node) => candidates.range(node));
    return hazards.length > 0 ? [{ spot, hazards }] : [];
  });
  const kept = withoutSilenced(options.checkWorklists ? found : withoutWorklists(found, input, candidates, options), input, (node) => candidates.range(node));
  return kept.map(({ spot, hazards }) => candidates.of(spot, hazards));
}

/** All spots in the order of their primary places. */
function spotsIn(facts: FileFacts): Spot[] {
  const changes = changesIn(facts);
  const spots = iterationsIn(facts).map((iteration) => loopSpot(iteration, facts, changes));
  for (const fn of functionsIn(facts.file)) spots.push(...pairsIn(fn, facts, changes), ...escapesFrom(fn, facts, changes));
  const unique = new Map<string, Spot>();
  for (const spot of spots) {
    const key = [spot.kind, spot.primary.pos, spot.primary.end, spot.place.pos, spot.place.end].join(" ");
    if (!unique.has(key)) unique.set(key, spot);
  }
  const at = ({ primary }: Spot): number => primary.getStart(facts.file);
  return [...unique.values()].sort((a, b) => at(a) - at(b) || at({ ...a, primary: a.place }) - at({ ...b, primary: b.place }));
}

/** From the inside out, so that what two functions have in common is told of the inner one. */
function functionsIn(file: ts.SourceFile): FunctionNode[] {
  return [...nodesIn(file)].filter(isFunction).reverse();
}

/**
 * Insertions that the analysis sees in a loop and that are in none of the findings are those of work-lists, or beneath the level that was asked
 * for: the loop is not tried for them.
 */
function withoutWorklists(found: readonly Tried[], input: FileInput, candidates: Candidates, { settings = noSettings }: AllSitesOptions): Tried[] {
  const hazard = "insert-during-iteration";
  if (!found.some(({ hazards }) => hazards.includes(hazard))) return [...found];
  const all = defaultAnalyser(input, { level: "strict", rules: undefined, checkWorklists: true, settings });
  const seen = all.filter((finding) => finding.hazard === hazard);
  return found.flatMap(({ spot, hazards }) => {
    const isSeen = hazards.includes(hazard) && !uncovered(spot, seen, input.file, (node) => candidates.range(node)).includes(hazard);
    const rest = isSeen ? hazards.filter((each) => each !== hazard) : hazards;
    return rest.length > 0 ? [{ spot, hazards: rest }] : [];
  });
}
