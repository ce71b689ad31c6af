import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type * as scanModule from "../../src/scanner/scan.ts";
import type { CaseAnswer, CaseOrder } from "../../src/verify/case.ts";
import type * as collectorModule from "../../src/verify/collector.ts";
import type * as childrenModule from "../../src/verify/process/children.ts";
import type * as prepareModule from "../../src/verify/project/prepare.ts";
import type { ProjectSources } from "../../src/verify/project/sources.ts";
import type { VerifiedFinding, VerifyOptions } from "../../src/verify/types.ts";
import type * as bindModule from "../../src/verify/witness/bind.ts";
import type * as textModule from "../../src/verify/witness/text.ts";
import { compiledUrl } from "./compiled.ts";

const { Collector } = (await import(compiledUrl("verify/collector.js").href)) as typeof collectorModule;
const { scanWith } = (await import(compiledUrl("scanner/scan.js").href)) as typeof scanModule;
const { prepareProject } = (await import(compiledUrl("verify/project/prepare.js").href)) as typeof prepareModule;
const { runCases } = (await import(compiledUrl("verify/process/children.js").href)) as typeof childrenModule;
const { bindWitness } = (await import(compiledUrl("verify/witness/bind.js").href)) as typeof bindModule;
const { decodeWitness } = (await import(compiledUrl("verify/witness/text.js").href)) as typeof textModule;

/** What a process says of a witness: the lines that show the hazard, or what came instead. */
export type Replayed = readonly string[] | { readonly instead: unknown };

/**
 * Makes the runs of all witnesses again from their texts, as `verify({ replay })` does for one of them: the code is scanned and instrumented
 * once, and each round has processes of its own.
 *
 * @returns for each round, one entry a result, in their order
 */
export async function replayAll(results: readonly VerifiedFinding[], options: Pick<VerifyOptions, "cwd" | "paths">, rounds: number): Promise<Replayed[][]> {
  const ids = new Set(results.map(({ finding }) => finding.id));
  const collector = new Collector({ isWanted: ({ id }) => ids.has(id), allSites: results.some(({ isUnflagged }) => isUnflagged) });
  const { root } = await scanWith(collector.analyser, { ...options, level: "strict" });
  const folder = mkdtempSync(join(tmpdir(), "rangeguard-replays-"));
  try {
    const orders = ordersFor(results, collector.candidates, root, folder, collector.sites.byFile());
    const answers: Replayed[][] = [];
    for (let round = 0; round < rounds; round++) answers.push(await answersTo(orders));
    return answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Order {
  readonly directory: string;
  readonly order: CaseOrder;
}

type SitesByFile = ReturnType<InstanceType<typeof Collector>["sites"]["byFile"]>;

function ordersFor(
  results: readonly VerifiedFinding[],
  candidates: readonly collectorModule.PlannedCandidate[],
  root: string,
  folder: string,
  sites: SitesByFile,
): Order[] {
  const prepared = new Map<ProjectSources, prepareModule.PreparedProject>();
  return results.map(({ finding, witness }) => {
    const found = candidates.find(({ candidate }) => candidate.finding.id === finding.id);
    if (found?.planned.kind !== "case" || found.sources === undefined) throw new Error(`${finding.file} has no case for its witness.`);
    const { sources, planned } = found;
    const project =
      prepared.get(sources) ?? prepareProject(sources, { folder: join(folder, String(prepared.size)), sitesOf: (file) => sites.get(file) ?? [] });
    prepared.set(sources, project);
    const replay = bindWitness(decodeWitness(witness!.text), planned.case, resolve(root, finding.file));
    const budget = { runs: 1, milliseconds: 10_000, seed: 1 };
    return { directory: sources.directory, order: { case: planned.case, project: project.manifest, budget, replay } };
  });
}

async function answersTo(orders: readonly Order[]): Promise<Replayed[]> {
  const replayed: Replayed[] = [];
  for (const cwd of new Set(orders.map(({ directory }) => directory))) {
    const at = [...orders.keys()].filter((index) => orders[index]!.directory === cwd);
    const payloads = at.map((index) => orders[index]!.order);
    const runner = compiledUrl("verify/runner/main.js");
    const results = await runCases<CaseOrder, CaseAnswer>(payloads, { runner, cwd, caseTimeLimit: 30_000 });
    results.forEach((result, i) => {
      const answer = result.kind === "answer" ? result.answer : undefined;
      replayed[at[i]!] = answer?.verdict === "confirmed" ? answer.shown.lines : { instead: result };
    });
  }
  return replayed;
}
