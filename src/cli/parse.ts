import { parseArgs } from "node:util";
import { nearestName } from "../hazards/nearest-name.ts";
import { UserError } from "./errors.ts";
import { type CommandSpec, commands, globalOptions, type OptionSpec } from "./options.ts";

export interface ParsedArguments {
  /** Undefined where none is named, as in `rangeguard --help`. */
  readonly command: CommandSpec | undefined;
  /** What is left besides the options. */
  readonly operands: readonly string[];
  /** Switches that are on, and values by option; the last of several counts unless the option is `multiple`. */
  readonly switches: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

type OptionToken = Extract<NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number], { kind: "option" }>;

/** Reads the arguments after the program's name. @throws UserError that names the nearest right spelling. */
export function parseArguments(args: readonly string[]): ParsedArguments {
  const command = commandOf(args);
  const specs: readonly OptionSpec[] = [...(command?.options ?? []), ...globalOptions];
  const { tokens } = parseArgs({ args: [...args], options: configOf(specs), strict: false, tokens: true });
  const operands: string[] = [];
  const switches = new Set<string>();
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const spec = specOf(token, specs, command);
    if (spec.value === undefined) {
      if (token.value !== undefined) throw new UserError(`Option \`${token.rawName}\` takes no value.`);
      switches.add(spec.name);
    } else {
      const value = valueOf(token, spec);
      values.set(spec.name, spec.multiple ? [...(values.get(spec.name) ?? []), value] : [value]);
    }
  }
  return { command, operands: command ? operands.slice(1) : operands, switches, values };
}

/** The first argument that is no option is the command: options before it are switches. */
function commandOf(args: readonly string[]): CommandSpec | undefined {
  const name = args.find((arg) => !arg.startsWith("-"));
  if (name === undefined) return undefined;
  const command = commands.find((each) => each.name === name);
  if (command) return command;
  const near = nearestName(name, commands.map((each) => each.name));
  const hint = near ? `Did you mean \`rangeguard ${near}\`?` : `To scan a path: \`rangeguard scan ${name}\`.`;
  throw new UserError(`Unknown command \`${name}\`.`, hint);
}

function configOf(specs: readonly OptionSpec[]) {
  return Object.fromEntries(
    specs.map(({ name, short, value }) => {
      const type = value === undefined ? ("boolean" as const) : ("string" as const);
      return [name, { type, multiple: true, ...(short && { short }) }];
    }),
  );
}

function specOf(token: OptionToken, specs: readonly OptionSpec[], command: CommandSpec | undefined): OptionSpec {
  const spec = specs.find(({ name }) => name === token.name);
  if (spec) return spec;
  const near = nearestName(token.name, specs.map(({ name }) => name));
  const help = `\`rangeguard ${command ? `${command.name} ` : ""}--help\` lists the options.`;
  throw new UserError(`Unknown option \`${token.rawName}\`.`, near ? `Did you mean \`--${near}\`?` : help);
}

function valueOf(token: OptionToken, { value: placeholder, choices, normalise }: OptionSpec): string {
  const { value, rawName } = token;
  if (value === undefined || value === "" || (!token.inlineValue && value.startsWith("-"))) {
    throw new UserError(`Option \`${rawName}\` needs a value: \`${rawName} ${placeholder}\`.`);
  }
  const wanted = normalise?.(value) ?? value;
  if (choices === undefined || choices.includes(wanted)) return wanted;
  const near = nearestName(wanted, choices);
  const hint = near ? `Did you mean \`${near}\`?` : `Possible values: ${choices.join(", ")}.`;
  throw new UserError(`\`${value}\` is no value for \`${rawName}\`.`, hint);
}
