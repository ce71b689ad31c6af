import { Project, ts } from "ts-morph";
import { isDeclarationFile } from "./file-kinds.ts";
import { describeDiagnostic, parseDiagnosticsOf } from "./project.ts";
import { readSourceText } from "./source-text.ts";

/** Where ts-morph keeps the library typings that it carries; not a real directory. */
export const LIBRARY_DIRECTORY = "/node_modules/typescript/lib";

/**
 * Deeper trees may overflow the stack of TypeScript's binder, which takes the whole program down with it: on Node's default
 * stack it manages 1,200 nested blocks at least. Hand-written code stays below 150.
 */
const MAXIMUM_DEPTH = 800;

/** Octal literals and octal escapes, legal in scripts; the parser reports them and goes on unharmed. */
const SLOPPY_MODE_CODES = new Set([1121, 1487, 1488, 1489]);

const libraryHost = new Project({ useInMemoryFileSystem: true }).getModuleResolutionHost();

/** Reads and parses files, each once per project; declaration files once for all. */
export class SourceStore {
  readonly #declarations = new Map<string, ts.SourceFile | undefined>();
  readonly #sources = new Map<string, ts.SourceFile | undefined>();
  readonly #failures = new Map<string, string>();

  /** Forgets the sources of the last project, to give back their memory. */
  startProject(): void {
    this.#sources.clear();
    this.#failures.clear();
  }

  /** Undefined when the file cannot be read, or must not enter a program; `failureOf` says why. */
  get(file: string, options: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const isDeclaration = isDeclarationFile(file);
    const cache = isDeclaration ? this.#declarations : this.#sources;
    const key = `${file}\n${typeof options === "object" ? options.impliedNodeFormat : ""}`;
    if (!cache.has(key)) cache.set(key, this.#parse(file, options, !isDeclaration));
    return cache.get(key);
  }

  /** Why the file is not to be analysed, if so: unreadable, nested too deeply, or a syntax error. */
  failureOf(file: string): string | undefined {
    return this.#failures.get(file);
  }

  #parse(
    file: string,
    options: ts.ScriptTarget | ts.CreateSourceFileOptions,
    isSource: boolean,
  ): ts.SourceFile | undefined {
    const source = isLibraryFile(file) ? { text: libraryHost.readFile(file) ?? "" } : readSourceText(file);
    if (source.reason !== undefined) {
      this.#failures.set(file, source.reason);
      return undefined;
    }
    const sourceFile = parseShallow(file, source.text, options, isSource);
    if (sourceFile === undefined) {
      this.#failures.set(file, "nested too deeply to be analysed");
      return undefined;
    }
    const error = parseDiagnosticsOf(sourceFile).find(({ code }) => !SLOPPY_MODE_CODES.has(code));
    if (error !== undefined) this.#failures.set(file, `syntax error at ${describeDiagnostic(error)}`);
    return sourceFile;
  }
}

export function isLibraryFile(file: string): boolean {
  return file.startsWith(`${LIBRARY_DIRECTORY}/`);
}

/** Undefined when the tree is, or would become, too deep. */
function parseShallow(
  file: string,
  text: string,
  options: ts.ScriptTarget | ts.CreateSourceFileOptions,
  isSource: boolean,
): ts.SourceFile | undefined {
  try {
    const sourceFile = ts.createSourceFile(file, text, options);
    return isSource && isTooDeep(sourceFile) ? undefined : sourceFile;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The parser is a singleton that cleans up only after a success: what it remembers of this file would mislead the next.
    ts.createSourceFile("empty.ts", "", options);
    return undefined;
  }
}

/** No syntax has more levels to a character: `x;` is a statement, an expression and an identifier. */
const LEVELS_PER_CHARACTER = 4;

/**
 * Whether the tree has more than `MAXIMUM_DEPTH` levels. The left operands of a binary expression count as one level:
 * TypeScript handles `a + b + c + …` without recursion. Recursive, but never deeper than the limit.
 */
function isTooDeep(sourceFile: ts.SourceFile): boolean {
  let depth = 0;
  const visit = (node: ts.Node): boolean => {
    if (depth >= MAXIMUM_DEPTH) return true;
    if (depth + LEVELS_PER_CHARACTER * (node.end - node.pos) < MAXIMUM_DEPTH) return false;
    depth += 1;
    let current = node;
    let found = false;
    while (!found && ts.isBinaryExpression(current)) {
      found = visit(current.right);
      current = current.left;
    }
    found ||= ts.forEachChild(current, visit) ?? false;
    depth -= 1;
    return found;
  };
  return visit(sourceFile);
}
