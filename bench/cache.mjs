/** What the benchmarks need and the project does not: installed with npm into `.cache/bench` by the first run. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { root } from "../scripts/sources.mjs";

const cache = join(root, ".cache/bench");

/** Packages that ship the TypeScript they are made from, and the folder that holds it. */
const SOURCES = [
  { name: "@anthropic-ai/sdk", version: "1.11.0", folder: "src" },
  { name: "@maplibre/maplibre-gl-style-spec", version: "26.6.0", folder: "src" },
  { name: "@tanstack/router-core", version: "1.171.39", folder: "src" },
  { name: "ajv", version: "8.20.0", folder: "lib" },
  { name: "ethers", version: "6.17.0", folder: "src.ts" },
  { name: "langium", version: "4.4.0", folder: "src" },
  { name: "maplibre-gl", version: "6.17.0", folder: "src" },
  { name: "openai", version: "6.49.0", folder: "src" },
  { name: "puppeteer-core", version: "24.43.1", folder: "src" },
  { name: "rxjs", version: "7.8.2", folder: "src" },
  { name: "zod", version: "4.6.7", folder: "src" },
];

const CONFIG = {
  compilerOptions: {
    target: "es2023",
    lib: ["es2023", "esnext.disposable", "dom", "dom.iterable"],
    module: "esnext",
    moduleResolution: "bundler",
    strict: true,
    types: ["node"],
  },
  include: ["src"],
};

const UNICORN = "80.0.0";
/** No version of eslint-plugin-unicorn that has the rule runs on an older Node. */
const UNICORN_NODE = [22, 13];
const NODE = "22.23.3";

/** A TypeScript project of more than 2,500 files that anyone who has npm can make again. */
export function sampleProject() {
  const project = join(cache, "project");
  const versions = SOURCES.map(({ name, version }) => [name, version]);
  // Without scripts: nothing of these packages is executed.
  const flags = ["--ignore-scripts", "--legacy-peer-deps"];
  const isNew = install(project, { ...Object.fromEntries(versions), "@types/node": "20.19.43" }, flags);
  if (isNew || !existsSync(join(project, "tsconfig.json"))) {
    rmSync(join(project, "src"), { recursive: true, force: true });
    for (const { name, folder } of SOURCES) {
      cpSync(join(project, "node_modules", name, folder), join(project, "src", name), { recursive: true });
    }
    writeJson(join(project, "tsconfig.json"), CONFIG);
  }
  return project;
}

/** The plugin that the rules are compared with. */
export function unicorn() {
  const folder = join(cache, "unicorn");
  install(folder, { "eslint-plugin-unicorn": UNICORN }, ["--ignore-scripts", "--legacy-peer-deps", "--force"]);
  return { version: UNICORN, entry: join(folder, "node_modules/eslint-plugin-unicorn/dist/index.js"), node: recentNode() };
}

/** The running Node if it is new enough, else one from npm. */
function recentNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [wantedMajor, wantedMinor] = UNICORN_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return process.execPath;
  const folder = join(cache, "node");
  install(folder, { node: NODE });
  return join(folder, "node_modules/node/bin/node");
}

/** Installs exact versions into `folder`, unless they are there; tells whether it had to. */
function install(folder, dependencies, flags = []) {
  const manifest = join(folder, "package.json");
  const wanted = { private: true, dependencies };
  const done = join(folder, "installed.json");
  if (existsSync(done) && readFileSync(done, "utf8") === JSON.stringify(wanted)) return false;
  console.log(`Installing ${Object.keys(dependencies).join(", ")} into ${folder} ...`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeJson(manifest, wanted);
  const args = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error", ...flags];
  const { status } = spawnSync("npm", args, { cwd: folder, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`npm could not install what the benchmarks need in ${folder}: see its output above.`);
  writeFileSync(done, JSON.stringify(wanted));
  return true;
}

function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
