import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { tmpdir } from "node:os";
import { root } from "../scripts/sources.mjs";
import { median, number } from "./figures.mjs";
import { measure } from "./processes.mjs";

const cli = join(root, "dist/src/cli/main.js");
const COPIES = [1, 2, 4];

/** A scan of one project that holds one, two and four copies of a directory; twice as much code should cost twice as much. */
export async function benchScaling(directory, runs) {
  console.log(`\nscaling: scans of 1, 2, 4 copies of ${directory ?? "a generated sample"} as one project (medians of ${runs}; goal: growth like the copies')`);
  const folder = mkdtempSync(join(tmpdir(), "rangeguard-bench-"));
  try {
    const figures = [];
    for (const copies of COPIES) figures.push(await figuresOf(makeProject(folder, directory, copies), runs));
    for (const [name, unit] of [["cpu", "s"], ["memory", "MB"]]) {
      const [one, ...more] = figures.map((figure) => figure[name]);
      const growth = more.map((value, index) => `${COPIES[index + 1]}x: ratio ${number(value / one)} (${number(value)} ${unit})`);
      console.log(`  ${name.padEnd(8)}  1x: ${number(one)} ${unit}  ${growth.join("  ")}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function figuresOf(project, runs) {
  const samples = [];
  for (let run = 0; run < runs; run++) samples.push(await measure([cli, "scan", project, "--level", "strict"], { cwd: project }));
  return { cpu: median(samples.map(({ cpu }) => cpu)), memory: median(samples.map(({ memory }) => memory)) };
}

/** Directories and files that no program of the copies reads. */
const leftOut = new Set(["node_modules", ".git", ".cache"]);

function makeProject(folder, directory, copies) {
  const project = join(folder, `${copies}x`);
  for (let copy = 0; copy < copies; copy++) {
    const target = join(project, `copy${copy}`);
    if (directory === undefined) writeSample(target);
    else cpSync(directory, target, { recursive: true, filter: (file) => !leftOut.has(basename(file)) });
  }
  const modules = join(directory ?? "", "node_modules");
  if (directory !== undefined && existsSync(modules)) symlinkSync(modules, join(project, "node_modules"), "junction");
  const hasConfig = existsSync(join(project, "copy0/tsconfig.json"));
  const config = { include: ["copy*/**/*"], exclude: ["**/node_modules"], ...(hasConfig ? { extends: "./copy0/tsconfig.json" } : { compilerOptions: options }) };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  return project;
}

const options = { target: "es2023", module: "esnext", moduleResolution: "bundler", strict: true, types: [] };
const FILES = 400;

/** Files with classes that keep state, change it in helpers of other files and across `await`. */
function writeSample(folder) {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < FILES; i++) writeFileSync(join(folder, `pool${i}.ts`), sampleFile(i, (i + 1) % FILES));
}

const sampleFile = (i, next) => `import { drop as dropNext, Pool${next} } from "./pool${next}";

export class Pool${i} {
  private readonly jobs = new Map<string, number>();
  private listeners: (() => void)[] = [];
  next: Pool${next} | undefined;

  on(listener: () => void): () => void {
    this.listeners.push(listener);
    return () => this.listeners.splice(this.listeners.indexOf(listener), 1);
  }

  emit(): void {
    for (const listener of this.listeners) listener();
  }

  async start(key: string, load: () => Promise<number>): Promise<number> {
    const known = this.jobs.get(key);
    if (known !== undefined) return known;
    const value = await load();
    this.jobs.set(key, value);
    return value;
  }

  async drain(done: (value: number) => Promise<void>): Promise<void> {
    for (const [key, value] of this.jobs) {
      await done(value + ${i});
      this.jobs.delete(key);
      dropNext(this.jobs, key);
    }
  }
}

export function drop(jobs: Map<string, number>, key: string): void {
  if (jobs.has(key)) jobs.set(key + ":dropped", ${i});
}
`;
