/**
 * Writes what derives from the code: the pages of the rules, the reference of the command line, the table of rules in the README
 * and the JSON schema of the configuration. With `--check`, writes nothing and fails where a file is not what it would write.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { root } from "./sources.mjs";

const { hazards, ruleName } = await built("hazards/catalogue.js");
const { rulePage, rulesTable } = await built("hazards/markdown.js");
const { settingsSchema } = await built("hazards/settings-schema.js");
const { commandHelp, programHelp } = await built("cli/help.js");
const { commands } = await built("cli/options.js");
const { reasons } = await built("verify/reasons.js");

const RULES = "docs/rules";
const README = "README.md";
const VERIFY = "docs/verify.md";

const wanted = new Map(hazards.map((hazard) => [`${RULES}/${ruleName(hazard.id)}.md`, generated(rulePage(hazard))]));
wanted.set("docs/cli.md", generated(cliPage()));
wanted.set("schemas/config.schema.json", `${JSON.stringify(settingsSchema(), undefined, 2)}\n`);
const readme = read(README);
if (readme === undefined) console.log(`generate-docs: no ${README}, its table of rules is left out`);
else wanted.set(README, withTable(README, readme, "rules", rulesTable(hazards, RULES)));
wanted.set(VERIFY, withTable(VERIFY, read(VERIFY) ?? "", "reasons", reasonsTable()));

const stale = [...wanted].filter(([file, text]) => read(file) !== text).map(([file]) => file);
const orphans = pagesOfRules().filter((file) => !wanted.has(file));

if (process.argv.includes("--check")) check();
else write();

function check() {
  const problems = [
    ...stale.map((file) => `${file} is ${read(file) === undefined ? "missing" : "out of date"}`),
    ...orphans.map((file) => `${file} belongs to no rule`),
  ];
  if (problems.length === 0) return;
  console.error(`generate-docs: ${problems.join("\n               ")}\nRun \`npm run generate\` and commit the result.`);
  process.exitCode = 1;
}

function write() {
  for (const file of stale) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), wanted.get(file));
  }
  for (const file of orphans) rmSync(join(root, file));
  const changes = [...stale.map((file) => `wrote ${file}`), ...orphans.map((file) => `removed ${file}`)];
  console.log(changes.length === 0 ? "generate-docs: all up to date" : changes.join("\n"));
}

/** Replaces what stands between the marks of a table. */
function withTable(file, text, name, table) {
  const [opening, closing] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const start = text.indexOf(opening);
  const end = text.indexOf(closing);
  if (start === -1 || end < start) {
    console.error(`generate-docs: ${file} has no "${opening}" with a "${closing}" after it.`);
    process.exit(1);
  }
  return `${text.slice(0, start + opening.length)}\n\n${table}\n\n${text.slice(end)}`;
}

function reasonsTable() {
  return ["| reason | |", "| --- | --- |", ...Object.entries(reasons).map(([name, text]) => `| \`${name}\` | ${text} |`)].join("\n");
}

function cliPage() {
  const block = (line, text) => `\`\`\`console\n$ rangeguard ${line}\n${text.trimEnd()}\n\`\`\``;
  const sections = commands.map((command) => `## ${command.name}\n\n${block(`${command.name} --help`, commandHelp(command))}`);
  const configuration = "What `--config` reads is in [configuration.md](configuration.md).";
  return `# Command line\n\n${block("--help", programHelp())}\n\n${sections.join("\n\n")}\n\n${configuration}\n`;
}

function generated(text) {
  return `<!-- Written by scripts/generate-docs.mjs: do not edit. -->\n\n${text}`;
}

function pagesOfRules() {
  const folder = join(root, RULES);
  return existsSync(folder) ? readdirSync(folder).map((name) => `${RULES}/${name}`) : [];
}

function read(file) {
  const path = join(root, file);
  return existsSync(path) ? readFileSync(path, "utf8").replaceAll("\r\n", "\n") : undefined;
}

async function built(module) {
  try {
    return await import(new URL(`../dist/src/${module}`, import.meta.url).href);
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    console.error("generate-docs: there is no build. Run `npm run build` first.");
    process.exit(1);
  }
}
