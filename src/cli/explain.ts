import { docsUrl, hazardNamed, hazards, ruleName } from "../hazards/catalogue.ts";
import { nearestName } from "../hazards/nearest-name.ts";
import { optionsOf } from "../hazards/options.ts";
import type { Hazard } from "../hazards/types.ts";
import { type Style, styleFor } from "../report/style.ts";
import { reflow } from "../report/text.ts";
import { UserError } from "./errors.ts";
import { type CliHost, wantsColour } from "./host.ts";
import type { ParsedArguments } from "./parse.ts";
import type { ExitCode } from "./run.ts";

const WIDTH = 100;

/** `rangeguard explain`: prints entries of the hazard catalogue, or the list of all. */
export function explainCommand({ operands }: ParsedArguments, host: CliHost): ExitCode {
  const style = styleFor(wantsColour(host.stdout, host.env));
  const entries = operands.map(entryNamed);
  const text = entries.length === 0 ? list(style) : entries.map((hazard) => explain(hazard, style)).join("\n\n");
  host.stdout.write(`${text}\n`);
  return 0;
}

function entryNamed(name: string): Hazard {
  const hazard = hazardNamed(name);
  if (hazard) return hazard;
  const near = nearestName(name, hazards.flatMap(({ id }) => [id, ruleName(id)]));
  const hint = near ? `Did you mean \`${near}\`?` : "`rangeguard explain` lists all.";
  throw new UserError(`There is no hazard \`${name}\`.`, hint);
}

function list(style: Style): string {
  const width = Math.max(...hazards.map(({ id }) => id.length)) + 2;
  const rows = hazards.map(
    ({ id, level, oracle }) => `${style("bold", id)}${" ".repeat(width - id.length)}${style("dim", level)}\n  ${oracle}`,
  );
  return [...rows, style("dim", "`rangeguard explain HAZARD` says more.")].join("\n\n");
}

function explain(hazard: Hazard, style: Style): string {
  const { id, level, title, why, oracle, remedy, examples } = hazard;
  const heading = (text: string) => style("bold", text);
  const options = optionsOf(id).map(({ flag, description }) => prose(`- \`${flag}\`: ${description}`, style));
  return [
    `${heading(title)}  ${style("dim", `${id}, ${level}, rule rangeguard/${ruleName(id)}`)}`,
    prose(why, style),
    `${heading("What a run shows")}\n\n${oracle}`,
    `${style(["bold", "red"], "Unsafe")}\n\n${examples.unsafe.map(indented).join("\n\n")}`,
    `${style(["bold", "green"], "Safe")}\n\n${examples.safe.map(indented).join("\n\n")}`,
    `${heading("What to do instead")}\n\n${prose(remedy, style)}`,
    ...(options.length === 0 ? [] : [`${heading("Options")}\n\n${options.join("\n")}`]),
    `${heading("To silence one finding")}\n\n${indented(`// rangeguard-ignore-next-line ${id} -- why it is right here`)}`,
    style("dim", docsUrl(id)),
  ].join("\n\n");
}

/** Fills lines, and colours what Markdown sets in backticks, which stay: they tell code from prose without colours as well. */
function prose(text: string, style: Style): string {
  return reflow(text, WIDTH).replace(/`[^`]+`/g, (code) => style("cyan", code));
}

function indented(code: string): string {
  return code.replace(/^(?=.)/gm, "  ");
}
