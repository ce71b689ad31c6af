import type { Finding } from "../hazards/finding.ts";
import type { HazardId } from "../hazards/types.ts";
import type { AnalysisOptions, FileAnalyser, FileInput } from "../scanner/analyser.ts";
import { defaultAnalyser } from "../scanner/default-analyser.ts";
import { candidatesOf } from "./all-sites/candidates.ts";
import { filesOf } from "./files-of.ts";
import { ambientsOf } from "./planner/ambient.ts";
import type { HooksFile } from "./project/hooks-file.ts";
import type { Candidate } from "./planner/candidate.ts";
import { planCase, type Planned, watchCase } from "./planner/plan-case.ts";
import { projectOf } from "./planner/project.ts";
import { SiteTable } from "./planner/site-table.ts";
import { ProjectSources } from "./project/sources.ts";

/** A place to try, and how. */
export interface PlannedCandidate {
  readonly candidate: Candidate;
  readonly planned: Planned;
  /** The project that has to be loaded: undefined where nothing is to be run. */
  readonly sources: ProjectSources | undefined;
  /** The scan does not flag it. */
  readonly isUnflagged: boolean;
}

export interface CollectorOptions {
  /** Which findings are tried. */
  readonly isWanted: (finding: Finding) => boolean;
  /** Also the sites that are not flagged. */
  readonly allSites: boolean;
  readonly hooks?: HooksFile | undefined;
  /** Only watch: others make the runs. */
  readonly onlyWatches?: boolean;
}

/** Plans cases while a scan goes on: that is when there are types. */
export class Collector {
  readonly sites = new SiteTable();
  readonly candidates: PlannedCandidate[] = [];
  readonly #options: CollectorOptions;
  readonly #sources = new Map<object, ProjectSources>();

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  get hooks(): HooksFile | undefined {
    return this.#options.hooks;
  }

  readonly analyser: FileAnalyser = (input, options) => {
    const findings = defaultAnalyser(input, options);
    for (const finding of findings) if (isReported(finding, options) && this.#options.isWanted(finding)) this.#plan(candidateOf(finding), input, false);
    if (this.#options.allSites) {
      for (const candidate of candidatesOf(input, findings.filter((finding) => isReported(finding, options)), options)) if (this.#options.isWanted(candidate.finding)) this.#plan(candidate, input, true);
    }
    return findings;
  };

  #plan(candidate: Candidate, input: FileInput, isUnflagged: boolean): void {
    const planned = this.#planned(candidate, input);
    let sources: ProjectSources | undefined;
    if (planned.kind === "case") {
      sources = this.#sources.get(input.project) ?? new ProjectSources(input, this.#options.hooks);
      this.#sources.set(input.project, sources);
      sources.add(input);
      for (const file of new Set([...planned.files, ...filesOf(planned.case)])) {
        const other = input.reported(input.relative(file));
        if (other !== undefined) sources.add(other);
        else sources.unscanned.add(file);
      }
    }
    this.candidates.push({ candidate, planned, sources, isUnflagged });
  }

  /** What goes wrong in the planning of one finding must not cost the others. */
  #planned(candidate: Candidate, input: FileInput): Planned {
    try {
      if (this.#options.onlyWatches === true) return watchCase(candidate, input, this.sites);
      const planned = planCase(candidate, input, this.sites, this.#options.hooks);
      if (planned.kind !== "case") return planned;
      const ambients = ambientsOf(input.sourceFile, projectOf(input).context);
      return ambients.length === 0 ? planned : { ...planned, case: { ...planned.case, ambients } };
    } catch (error) {
      const detail = `Internal error while its runs were planned: ${error instanceof Error ? error.message : String(error)}. Please report it.`;
      return { kind: "not executable", reason: "unsupported-form", detail };
    }
  }
}

function isReported({ hazard, level }: Finding, options: AnalysisOptions): boolean {
  return options.rules?.includes(hazard) ?? (options.level === "strict" || level === "recommended");
}

/** Evidence of a harm that may be none is enough for what is well defined, yet surprising. */
function candidateOf(finding: Finding): Candidate {
  const hazards: readonly HazardId[] = [finding.hazard];
  return { finding, hazards, acceptsWeak: finding.level === "strict" };
}
