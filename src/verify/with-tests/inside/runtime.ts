import process from "node:process";
import { hooksKey } from "../../instrument/hooks.ts";
import { patchCollections } from "../../trace/patch-collections.ts";
import { type CurrentTest, NodeTest, VitestTest } from "./current-test.ts";
import { Judge } from "./judge.ts";
import { Reporter } from "./reporter.ts";
import { Session } from "./session.ts";
import { SiteState } from "./site-state.ts";
import { SuiteHooks } from "./suite-hooks.ts";
import { WatchPatcher } from "./watch-patcher.ts";
import { Windows } from "./windows.ts";

/** Where a setup file finds what writes the counts: `globalThis[Symbol.for("rangeguard.with-tests")]()`. */
const flushKey: unique symbol = Symbol.for("rangeguard.with-tests") as never;

interface Globals {
  [hooksKey]?: SuiteHooks;
  [flushKey]?: () => void;
}

/** Watches this process, or thread, from now on. Once is enough. @returns what has to be told which test is running. */
function install(session: Session): CurrentTest | undefined {
  const globals = globalThis as Globals;
  if (globals[flushKey] !== undefined) return undefined;
  const sites: (SiteState | undefined)[] = [];
  for (const site of session.plan.sites) sites[site.id] = new SiteState(site);
  for (const found of session.plan.cases) {
    for (const [site, role] of found.roles) if (role === "iterate" && sites[site]?.site.isSynchronous === true && found.hazards.length > 0) sites[site].judge(found);
  }
  const test: CurrentTest = session.plan.vitest === undefined ? new NodeTest(process.argv[1]) : new VitestTest();
  const reporter = new Reporter(session.folder, () => sites.filter((each) => each !== undefined));
  const judge = new Judge(test, reporter);
  const windows = new Windows((recorded) => judge.judge(recorded));
  globals[flushKey] = () => reporter.flush();
  globals[hooksKey] = new SuiteHooks(sites, windows, test, reporter);
  patchCollections(new WatchPatcher(windows));
  process.on("exit", () => reporter.flush());
  return test;
}

const session = Session.ofEnvironment();

/** Of this process: undefined where nothing is watched. */
export const currentTest = session === undefined || session.plan.vitest?.isPlain === true ? undefined : install(session);
