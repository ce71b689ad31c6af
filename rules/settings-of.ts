import type { Rule } from "eslint";
import { noSettings, type ProtectionSettings, readSettings } from "../src/hazards/settings.ts";

const known = new WeakMap<object, ProtectionSettings>();

/**
 * What the configuration says in `settings.rangeguard`, the same object for all files that share it.
 *
 * @throws Error when it is wrong; ESLint prints its message.
 */
export function settingsOf({ settings: { rangeguard: given } }: Rule.RuleContext): ProtectionSettings {
  if (given === undefined) return noSettings;
  const isObject = typeof given === "object" && given !== null;
  const cached = isObject ? known.get(given) : undefined;
  if (cached) return cached;
  const { settings, problem } = readSettings(given, "settings.rangeguard");
  if (problem) throw new Error(`${problem.message} ${problem.hint}`);
  if (isObject) known.set(given, settings);
  return settings;
}
