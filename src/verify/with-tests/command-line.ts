/** A command of a script, taken apart. */
export interface CommandLine {
  /** Variables that are set in front of it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly program: string;
  readonly args: readonly string[];
}

const launchers: ReadonlySet<string> = new Set(["cross-env", "cross-env-shell", "npx", "pnpm", "yarn", "exec", "bunx", "dotenv", "--"]);

/** Takes `TZ=UTC npx vitest run 'a b'` apart, as far as shells agree on it. Variables and patterns stay as they are. */
export function parseCommand(command: string, isProgram: (word: string) => boolean): CommandLine {
  const words = wordsOf(command);
  const environment: Record<string, string> = {};
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    if (isProgram(word)) break;
    if (name !== undefined) environment[name] = value!;
    else if (!launchers.has(word) && !word.startsWith("-")) break;
  }
  const start = words.findIndex((word, index) => index >= at && isProgram(word));
  if (start < 0) return { environment, program: words[at] ?? "", args: words.slice(at + 1) };
  return { environment, program: words[start]!, args: words.slice(start + 1) };
}

function wordsOf(command: string): string[] {
  const words = command.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs) ?? [];
  return words.map((word) => word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs, unquoted));
}

function unquoted(_: string, double: string | undefined, single: string | undefined, escaped: string | undefined): string {
  return double?.replace(/\\(["\\$`])/g, "$1") ?? single ?? escaped ?? "";
}
