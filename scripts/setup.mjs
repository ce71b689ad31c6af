/**
 * Makes a clone ready to run: installs what package-lock.json asks for and builds `dist`, each only where needed.
 * Says nothing when there is nothing to do. Node built-ins only: it runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { buildIsFresh, root } from "./sources.mjs";

const { engines } = readJson("package.json");

if (!satisfies(process.versions.node, engines.node)) {
  fail(
    `Node ${process.versions.node} is outside the supported range "${engines.node}".`,
    "Install a supported release (https://nodejs.org) and run the command again.",
  );
}

if (!installIsComplete()) {
  console.log("Installing dependencies (npm ci) ...");
  if (runNpm(["ci", "--no-audit", "--no-fund"]) !== 0) {
    fail("npm ci failed, see its output above.", "Check the network and the registry that npm is set to, then try again.");
  }
}

if (!buildIsFresh()) {
  console.log("Building dist ...");
  const build = spawnSync(process.execPath, [join(root, "scripts/build.mjs")], { cwd: root, stdio: "inherit" });
  if (build.status !== 0) fail("The build failed, see the compiler's output above.");
}

/** Whether npm's record of what it installed holds every package of the lock file, in the locked version. */
function installIsComplete() {
  if (!existsSync(join(root, "node_modules/.package-lock.json"))) return false;
  const wanted = readJson("package-lock.json").packages;
  const installed = readJson("node_modules/.package-lock.json").packages;
  return Object.entries(wanted).every(
    ([path, { optional, version, integrity }]) =>
      path === "" ||
      (installed[path] === undefined && optional) ||
      (installed[path]?.version === version && installed[path]?.integrity === integrity),
  );
}

function runNpm(args) {
  const script = process.env["npm_execpath"];
  const options = { cwd: root, stdio: "inherit" };
  if (script?.endsWith(".js")) return spawnSync(process.execPath, [script, ...args], options).status;
  return spawnSync("npm", args, { ...options, shell: process.platform === "win32" }).status;
}

/** Understands what `engines` uses: `^a.b.c` and `>=a.b.c` joined by `||`, with trailing parts left out at will. */
function satisfies(version, range) {
  const actual = version.split(".").map(Number);
  return range.split("||").some((part) => {
    const [, operator, text] = /^(\^|>=)([\d.]+)$/.exec(part.trim()) ?? [];
    if (!text) throw new Error(`engines.node in package.json has a part that setup cannot read: "${part.trim()}"`);
    const least = text.split(".").map(Number);
    return isAtLeast(actual, least) && (operator === ">=" || actual[0] === least[0]);
  });
}

function isAtLeast(actual, least) {
  for (const [index, wanted] of least.entries()) {
    if (actual[index] !== wanted) return actual[index] > wanted;
  }
  return true;
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}

function fail(...lines) {
  console.error(`setup: ${lines.join("\n       ")}`);
  process.exit(1);
}
