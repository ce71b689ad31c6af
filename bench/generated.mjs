import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { root } from "../scripts/sources.mjs";
import { number } from "./figures.mjs";
import { ask, measure } from "./processes.mjs";

const cli = join(root, "dist/src/cli/main.js");
const lint = join(root, "bench/children/lint.mjs");

const repeat = (count, make) => Array.from({ length: count }, (_, index) => make(index)).join("\n");
const nested = (depth, open, inner) => `${repeat(depth, open)}\n${inner}\n${"}".repeat(depth)}`;

/** Each function calls some of the next ones and hands on its map; one of them changes it, and one iterates it. */
const ring = (count) =>
  repeat(count, (i) => {
    const own = i === 0 ? "m.set(m.size, 0);" : i === 1 ? "for (const k of m.keys()) f2(m);" : "";
    const calls = [1, 2, 17].map((step) => `f${(i + step) % count}(m);`).join(" ");
    return `export function f${i}(m: Map<number, number>) { ${own} ${calls} }`;
  });

/** Names to the text of a file of a relative size. */
const files = {
  "20,000 functions": (size) => repeat(20_000 * size, (i) => `function f${i}(m) { for (const k of m.keys()) { m.set(k + ${i}, k); } }`),
  "5 MB of loops": (size) => repeat(50_000 * size, (i) => `export function g${i}(xs: number[]) {\n  for (const x of xs) {\n    if (x > ${i}) xs.splice(x, 1);\n  }\n}`),
  "20,000 statements": (size) => `export function f(xs) {\nfor (const x of xs) {\n${repeat(20_000 * size, (i) => `const a${i} = xs.get(x); xs.set(a${i}, ${i});`)}\n}\n}`,
  "5,000 loops": (size) => `export function f(xs) {\n${repeat(5_000 * size, (i) => `for (const x${i} of xs) xs.push(x${i} * ${i});`)}\n}`,
  "5,000 index loops": (size) => `export function f(xs) {\n${repeat(5_000 * size, () => "for (let i = 0; i < xs.length; i++) if (xs[i]) xs.splice(i, 1);")}\n}`,
  "5,000 else-ifs": (size) => `export function f(xs, y) {\nfor (const x of xs) {\n${repeat(5_000 * size, (i) => `if (y === ${i}) xs.push(${i}); else`)} {}\n}\n}`,
  "100 try/finally": () => `export function f(xs) {\n${nested(100, (i) => `for (const x${i} of xs) { try { xs.push(${i}); if (x${i}) return; } finally { xs.pop(); }`, "")}\n}`,
  "20,000 callers": (size) => `function f0(m) { m.set(m.size, 0); }\n${repeat(20_000 * size, (i) => `export function f${i + 1}(m) { for (const k of m.keys()) f${(i + 1) >> 1}(m); }`)}`,
  "ring of 5,000 functions": (size) => ring(5_000 * size),
  "100 levels of awaits": () => `export ${nested(100, (i) => `async function f${i}(m) { for (const [k${i}, v${i}] of m) { if (m.has(k${i} + 1)) {\nawait v${i}(f${i});\nm.set(k${i} + 1, v${i});`, "").replaceAll("}", "}}}")}`,
  "100 nested try/finally": () => `export function f(xs) {\n${repeat(100, (i) => `for (const x${i} of xs) { try {`)}\nxs.push(1); if (xs.size) return;\n${repeat(100, (i) => `} finally { xs.pop(); } if (xs.has(${i})) break; }`)}\n}`,
};

/** Generated files that no one writes by hand: they must end in seconds. */
export async function benchGenerated() {
  console.log("\ngenerated files: seconds of a whole scan, seconds inside the ESLint rules; of half the file -> of the file");
  const folder = mkdtempSync(join(tmpdir(), "rangeguard-bench-"));
  try {
    for (const [name, make] of Object.entries(files)) {
      const sizes = make(0.5) === make(1) ? [1] : [0.5, 1];
      const figures = [];
      for (const size of sizes) figures.push(await seconds(folder, make(size)));
      console.log(`  ${name.padEnd(24)} ${figures.map(({ scan, rules }) => `${number(scan)} s  ${number(rules)} s`).join("  ->  ")}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function seconds(folder, source) {
  const file = join(folder, "generated.ts");
  writeFileSync(file, source);
  const { wall } = await measure([cli, "scan", file, "--level", "strict"], { cwd: folder });
  return { scan: wall, rules: await ask([lint, file]) };
}
