import type { ESLint, Linter, Rule } from "eslint";
import { hazards } from "../src/hazards/catalogue.ts";
import type { HazardId } from "../src/hazards/types.ts";
import { version } from "../src/hazards/version.ts";
import checkThenActAcrossAwait from "./no-check-then-act-across-await.ts";
import clearAfterAwait from "./no-clear-after-await.ts";
import escapingMutation from "./no-escaping-mutation.ts";
import gomapInsertInRange from "./no-gomap-insert-in-range.ts";
import gomapUnsynchronized from "./no-gomap-unsynchronized.ts";
import insertDuringIteration from "./no-insert-during-iteration.ts";
import iterationAcrossAwait from "./no-iteration-across-await.ts";
import lostUpdateAcrossAwait from "./no-lost-update-across-await.ts";
import reinsertDuringIteration from "./no-reinsert-during-iteration.ts";
import removeAheadDuringIteration from "./no-remove-ahead-during-iteration.ts";
import shiftDuringIteration from "./no-shift-during-iteration.ts";

const byHazard: Readonly<Record<HazardId, Rule.RuleModule>> = {
  "insert-during-iteration": insertDuringIteration,
  "reinsert-during-iteration": reinsertDuringIteration,
  "shift-during-iteration": shiftDuringIteration,
  "remove-ahead-during-iteration": removeAheadDuringIteration,
  "iteration-across-await": iterationAcrossAwait,
  "check-then-act-across-await": checkThenActAcrossAwait,
  "lost-update-across-await": lostUpdateAcrossAwait,
  "clear-after-await": clearAfterAwait,
  "escaping-mutation": escapingMutation,
  "gomap-insert-in-range": gomapInsertInRange,
  "gomap-unsynchronized": gomapUnsynchronized,
};

const rules: Record<string, Rule.RuleModule> = Object.fromEntries(
  Object.entries(byHazard).map(([id, rule]) => [`no-${id}`, rule]),
);

interface RangeguardPlugin extends ESLint.Plugin {
  readonly rules: Record<string, Rule.RuleModule>;
  readonly configs: Readonly<Record<"recommended" | "strict", Linter.Config>>;
}

const configs = {} as Record<"recommended" | "strict", Linter.Config>;

/** ESLint plugin for flat config: `import rangeguard from "rangeguard/eslint"`, then `rangeguard.configs.recommended`. */
const plugin: RangeguardPlugin = { meta: { name: "rangeguard", version, namespace: "rangeguard" }, rules, configs };

configs.recommended = {
  name: "rangeguard/recommended",
  plugins: { rangeguard: plugin },
  rules: Object.fromEntries(
    hazards.filter(({ level }) => level === "recommended").map(({ id }) => [`rangeguard/no-${id}`, "error" as const]),
  ),
};
configs.strict = {
  name: "rangeguard/strict",
  plugins: { rangeguard: plugin },
  rules: Object.fromEntries(hazards.map(({ id }) => [`rangeguard/no-${id}`, ["error" as const, { level: "strict" }]])),
};

export default plugin;
export { configs, rules };
export const meta = plugin.meta;
