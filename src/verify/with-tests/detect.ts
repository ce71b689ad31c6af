import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type TestRunner, WithTestsError } from "./types.ts";

/** How a project's tests are run. */
export interface Detected {
  readonly runner: TestRunner;
  /** A sentence part. */
  readonly why: string;
  /** The part of a script that runs the tests, if there is one: `TZ=UTC vitest run --coverage`. */
  readonly command?: string;
}

interface Manifest {
  readonly scripts?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, unknown>>;
  readonly devDependencies?: Readonly<Record<string, unknown>>;
}

const runners: readonly TestRunner[] = ["vitest", "node"];

const isRunBy: Readonly<Record<TestRunner, (command: string) => boolean>> = {
  vitest: (command) => /(^|[\s/])vitest(\s|$)/.test(command) && !/\bvitest\s+(bench|list|init)\b/.test(command),
  node: (command) => /(^|\s)--test(\s|$|=)/.test(command),
};

/**
 * Finds out how a project runs its tests: by its scripts, then its dependencies and configuration files, then the imports of its tests.
 *
 * @param wanted Only this one is looked for.
 * @throws WithTestsError where there is neither.
 */
export function detectRunner(root: string, wanted?: TestRunner): Detected {
  const manifest = manifestOf(root);
  const isWanted = (runner: TestRunner): boolean => wanted === undefined || wanted === runner;
  const found = byScripts(manifest, isWanted) ?? byInstallation(root, manifest, isWanted) ?? byImports(root, isWanted);
  if (found !== undefined) return found;
  if (wanted !== undefined) return { runner: wanted, why: "it was asked for" };
  throw new WithTestsError(
    `No tests were found that can be run: no script of ${path.join(root, "package.json")} calls Vitest or \`node --test\`, and no test imports \`node:test\`. ` +
      "Other test runners are not supported. If the project has one of these two, name it.",
  );
}

function manifestOf(root: string): Manifest {
  try {
    return JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
  } catch {
    return {};
  }
}

/** `test` first, then its variants, then all others. */
function byScripts({ scripts = {} }: Manifest, isWanted: (runner: TestRunner) => boolean): Detected | undefined {
  const rank = (name: string): number => (name === "test" ? 0 : name.startsWith("test") ? 1 : 2);
  const names = Object.keys(scripts).sort((a, b) => rank(a) - rank(b));
  for (const name of names) {
    for (const command of String(scripts[name]).split(/&&|\|\||[;|]/).map((part) => part.trim())) {
      const runner = runners.find((each) => isWanted(each) && isRunBy[each](command));
      if (runner !== undefined) return { runner, why: `the script \`${name}\` runs \`${command}\``, command };
    }
  }
  return undefined;
}

function byInstallation(root: string, { dependencies, devDependencies }: Manifest, isWanted: (runner: TestRunner) => boolean): Detected | undefined {
  if (!isWanted("vitest")) return undefined;
  const configuration = ["ts", "mts", "cts", "js", "mjs", "cjs"].map((extension) => `vitest.config.${extension}`).find((name) => existsSync(path.join(root, name)));
  if (configuration !== undefined) return { runner: "vitest", why: `there is a ${configuration}` };
  return Object.hasOwn({ ...dependencies, ...devDependencies }, "vitest") ? { runner: "vitest", why: "it is among the dependencies" } : undefined;
}

function byImports(root: string, isWanted: (runner: TestRunner) => boolean): Detected | undefined {
  if (!isWanted("node")) return undefined;
  const file = testFiles(root).find((name) => /["'](node:test)["']/.test(readFileSync(name, "utf8")));
  return file === undefined ? undefined : { runner: "node", why: `${path.relative(root, file)} imports \`node:test\`` };
}

/** The first files that look like tests. */
function testFiles(root: string): string[] {
  const found: string[] = [];
  const visit = (folder: string, isTests: boolean): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (found.length >= 500) return;
      const name = path.join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith(".")) visit(name, isTests || /^tests?$|^__tests__$/.test(entry.name));
      else if (entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name) && (isTests || /[._-]test\.|^test[.-]/.test(entry.name))) found.push(name);
    }
  };
  visit(root, false);
  return found;
}
