import { existsSync, lstatSync, statSync, type Stats } from "node:fs";
import path from "node:path";
import { noSettings, type ProtectionSettings, readSettings } from "../hazards/settings.ts";
import { ScanError } from "./errors.ts";
import { relativePath } from "./file-kinds.ts";
import { parseJson } from "./json-text.ts";
import { readSourceText } from "./source-text.ts";

const CONFIG_FILE = "rangeguard.config.json";
const MANIFEST = "package.json";
const KEY = "rangeguard";

/**
 * The settings for a scan that starts in `root`: of the file that is `named`, or of the nearest directory from `root` upwards
 * that has a configuration. The search ends with the repository (a directory with `.git`). Configurations are data, never code.
 *
 * @throws ScanError when the configuration cannot be read or is wrong.
 */
export function loadSettings(root: string, named: string | undefined): ProtectionSettings {
  if (named !== undefined) return loadNamed(path.resolve(root, named), named);
  for (let directory = root; ; directory = path.dirname(directory)) {
    const found = loadFrom(root, directory);
    if (found !== undefined) return found;
    if (existsSync(path.join(directory, ".git")) || directory === path.dirname(directory)) return noSettings;
  }
}

/** Settings that come as a value. @throws ScanError when they are wrong. */
export function checkSettings(value: unknown, where: string): ProtectionSettings {
  const { settings, problem } = readSettings(value, where);
  if (problem) throw new ScanError(problem.message, problem.hint);
  return settings;
}

/** Messages call the file what the user calls it. */
function loadNamed(file: string, name: string): ProtectionSettings {
  if (!existsSync(file)) {
    throw new ScanError(`There is no configuration file ${name}.`, `Name a JSON file such as ${CONFIG_FILE}.`);
  }
  if (path.basename(file) !== MANIFEST) return settingsOf(readJson(file, name), name);
  const manifest = readJson(file, name);
  if (hasKey(manifest)) return settingsOf(manifest[KEY], `${name}#${KEY}`);
  throw new ScanError(`${name} has no key "${KEY}".`, `Add \`"${KEY}": { "lockFunctions": [...] }\`, or name another file.`);
}

function loadFrom(root: string, directory: string): ProtectionSettings | undefined {
  const file = path.join(directory, CONFIG_FILE);
  // Not following links: one that leads nowhere is a mistake to be told, not a configuration that is absent.
  const isThere = look(lstatSync, file) !== undefined;
  const manifest = path.join(directory, MANIFEST);
  const manifestName = relativePath(root, manifest);
  const content = readManifest(manifest, manifestName);
  const name = relativePath(root, file);
  if (isThere && content !== undefined) {
    throw new ScanError(`There are two configurations: ${name} and the key "${KEY}" of ${manifestName}.`, "Keep one of them.");
  }
  if (isThere) return settingsOf(readJson(file, name), name);
  return content && settingsOf(content[KEY], `${manifestName}#${KEY}`);
}

/**
 * A package.json with the key. One that is damaged counts only if it may have the key: many a test folder has a broken one, and
 * no configuration in it.
 */
function readManifest(file: string, name: string): { readonly [KEY]: unknown } | undefined {
  if (!look(statSync, file)?.isFile()) return undefined;
  const text = readText(file, name);
  if (!text.includes(`"${KEY}"`)) return undefined;
  const content = parse(text, name);
  return hasKey(content) ? content : undefined;
}

function hasKey(manifest: unknown): manifest is { readonly [KEY]: unknown } {
  return typeof manifest === "object" && manifest !== null && Object.hasOwn(manifest, KEY);
}

/** Undefined also where a directory above may not be looked into. */
function look(stat: (file: string) => Stats, file: string): Stats | undefined {
  try {
    return stat(file);
  } catch {
    return undefined;
  }
}

/** `$schema` is for editors only. */
function settingsOf(content: unknown, where: string): ProtectionSettings {
  if (typeof content !== "object" || content === null || Array.isArray(content)) return checkSettings(content, where);
  const { $schema, ...settings } = content as Record<string, unknown>;
  if ($schema !== undefined && typeof $schema !== "string") {
    throw new ScanError(`${where}: $schema: expected the address of a JSON schema, a string.`, "Leave it out, or give a string.");
  }
  return checkSettings(settings, where);
}

function readJson(file: string, name: string): unknown {
  return parse(readText(file, name), name);
}

function readText(file: string, name: string): string {
  const { text, reason } = { text: undefined, ...readSourceText(file) };
  if (text !== undefined) return text;
  throw new ScanError(`${name} cannot be read: ${reason}.`, "Make it a readable JSON file, or remove it.");
}

function parse(text: string, name: string): unknown {
  const { value, error } = { value: undefined, ...parseJson(text) };
  if (error === undefined) return value;
  const { line, column, message } = error;
  throw new ScanError(`${name}:${line}:${column}: this is no JSON: ${message}.`, hintFor(name));
}

function hintFor(name: string): string {
  return path.extname(name) === ".json" || path.extname(name) === ""
    ? "A configuration is plain JSON: double quotes, no comments, no comma after the last element."
    : "A configuration is data in JSON and never executed: programs such as *.config.js are not accepted.";
}
