import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { defaultAnalyser } from "../../../src/scanner/default-analyser.ts";
import { scanWith } from "../../../src/scanner/scan.ts";
import { instrument } from "../../../src/verify/instrument/instrument.ts";
import { planCase, type Planned } from "../../../src/verify/planner/plan-case.ts";
import { SiteTable } from "../../../src/verify/planner/site-table.ts";
import { caseOf, labelsOf } from "./support.ts";

const folder = fileURLToPath(new URL("../../../../shared/cases", import.meta.url));
const isThere = existsSync(folder);

describe.skipIf(!isThere)(`the findings of the shared cases${isThere ? "" : ": not tested, since the cases are not there"}`, () => {
  const plans = new Map<string, Planned[]>();
  const sites = new SiteTable();

  beforeAll(async () => {
    await scanWith((input, options) => {
      const findings = defaultAnalyser(input, options);
      plans.set(input.file, findings.map((finding) => planCase({ finding, hazards: [finding.hazard], acceptsWeak: finding.level === "strict" }, input, sites)));
      return findings;
    }, { cwd: folder, level: "strict" });
  }, 60_000);

  const planOf = (name: string): Planned => plans.get(`${name}.ts`)![0]!;

  test("each becomes a case, or says why not", () => {
    const all = [...plans.values()].flat();
    const refused = all.filter((plan) => plan.kind !== "case");
    expect(all.length).toBeGreaterThan(50);
    expect(refused).toEqual([
      { kind: "not executable", reason: "needs-browser", detail: "The parameter `root` of `clearActive` is of type `Element`: it is an object of a browser's document, which Node does not have." },
    ]);
  });

  test("each case has its primary site, a main entry, and files that are there", () => {
    for (const plan of [...plans.values()].flat()) {
      if (plan.kind !== "case") continue;
      expect(plan.case.sites.map(({ id }) => id)).toContain(plan.case.primary);
      expect(plan.case.entries[0]!.role).toBe("main");
      expect(plan.files.filter((file) => !existsSync(file))).toEqual([]);
      expect(structuredClone(plan.case)).toEqual(JSON.parse(JSON.stringify(plan.case)));
    }
  });

  test("a hook is placed at each site", () => {
    const skipped = [...sites.byFile()].flatMap(([file, list]) => instrument(readFileSync(file, "utf8"), file, list).skipped);
    expect(skipped).toEqual([]);
  });

  test.each([
    ["array-push", { main: ["repeat"] }],
    ["map-of-sets-get", { main: ["f"] }],
    ["two-hop-helper", { main: ["f"] }],
    ["cross-file-helper", { main: ["f"] }],
    ["same-class-method", { main: ["Q.run"] }],
    ["emit-foreach-unsubscribe-splice", { main: ["publish"], writer: ["subscribe"] }],
    ["emit-set-readd", { main: ["changed"], writer: ["onNextChange"] }],
    ["listener-emits-sync", { main: ["Bus.emit"], writer: ["Bus.on"] }],
    ["await-loop-other-method-mutates", { main: ["Pool.broadcast"], writer: ["Pool.add"] }],
    ["event-listener-mutates", { main: ["Hub.greet"], writer: ['Hub.dispatchEvent("join")'] }],
    ["for-await-live-array", { main: ["Feed.drain"], writer: ["Feed.enqueue", "Feed.cancel"] }],
    ["generator-yield-shared", { main: ["Reg.walk"], writer: ["Reg.copyAll"] }],
    ["lazy-field-open", { main: ["Store.get"] }],
    ["drain-await-clear", { main: ["Saver.flush"], writer: ["Saver.mark"] }],
    ["rmw-array-reassign", { main: ["add"], helper: ["all"] }],
    ["promise-all-rmw", { main: ["tally"] }],
  ])("%s", (name, expected) => {
    expect(labelsOf(planOf(name))).toEqual(expected);
  });

  test("a module's state is seeded, and that of an instance is part of its receiver", () => {
    expect(caseOf(planOf("has-await-set")).seeds.map(({ place }) => place)).toMatchObject([{ in: "module", declared: { localName: "cache" }, path: [] }]);
    expect(caseOf(planOf("await-loop-other-method-mutates")).receivers).toMatchObject([{ kind: "instance", plan: { seeds: [{ place: { in: "field", path: ["conns"] } }] } }]);
  });

  test("a site is where the finding has it", () => {
    const { sites: watched } = caseOf(planOf("drain-await-clear"));
    const text = readFileSync(path.join(folder, "drain-await-clear.ts"), "utf8");
    expect(watched.map(({ role, start, end }) => `${role} ${text.slice(start, end)}`)).toEqual([
      "read [...this.dirty]",
      "suspend await send([...this.dirty])",
      "mutate this.dirty.add(id)",
      "act this.dirty.clear()",
    ]);
  });
});
