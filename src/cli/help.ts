import { wrap } from "../report/text.ts";
import { type CommandSpec, commands, globalOptions, type OptionSpec } from "./options.ts";

const WIDTH = 100;

/** Help of the program as a whole. */
export function programHelp(): string {
  const rows = commands.map(({ name, operands, summary }) => [`${name} ${operands}`, summary] as const);
  return sections([
    "rangeguard finds code that changes a Map, a Set, an array or another live collection while it is being iterated, or across an await.",
    "Usage: rangeguard COMMAND [OPTION ...]",
    `Commands:\n${table(rows)}`,
    `Options:\n${optionTable(globalOptions)}`,
    "`rangeguard COMMAND --help` shows the options of a command, and examples.",
  ]);
}

/** Help of one command. */
export function commandHelp(command: CommandSpec): string {
  return sections([
    `${command.summary}.`,
    `Usage: rangeguard ${command.name} ${command.operands}${command.options.length > 0 ? " [OPTION ...]" : ""}`,
    ...command.details.map((text) => wrap(text, WIDTH).join("\n")),
    `Options:\n${optionTable([...command.options, ...globalOptions])}`,
    `Examples:\n${command.examples.map(({ command: line, text }) => `  # ${text}\n  ${line}`).join("\n")}`,
  ]);
}

function sections(parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}

function optionTable(options: readonly OptionSpec[]): string {
  return table(options.map((option) => [label(option), description(option)] as const));
}

function label({ name, short, value }: OptionSpec): string {
  return `${short ? `-${short}, ` : ""}--${name}${value ? ` ${value}` : ""}`;
}

function description({ choices, description: text }: OptionSpec): string {
  return choices ? `${text}. One of: ${choices.join(", ")}` : text;
}

function table(rows: readonly (readonly [label: string, text: string])[]): string {
  const column = Math.max(...rows.map(([name]) => name.length)) + 4;
  return rows.map(([name, text]) => `  ${name}`.padEnd(column) + wrap(text, WIDTH - column).join(`\n${" ".repeat(column)}`)).join("\n");
}
