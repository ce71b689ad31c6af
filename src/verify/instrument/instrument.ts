import { ts } from "ts-morph";
import type { Site, SkippedSite } from "../site.ts";
import { Context } from "./context.ts";
import { keepDecorated } from "./decorators.ts";
import { Edits } from "./edits.ts";
import { emit, type EmitOptions, formatOf, type ModuleFormat, needsCompiler } from "./emit.ts";
import { placeEvent } from "./events.ts";
import { placeGoMap } from "./gomap.ts";
import { type ImportedNames, importsOf } from "./imports.ts";
import { placeIteration } from "./iterations.ts";
import { exposeNamespaces, exposePrivates, scopeOf } from "./module-scope.ts";
import { nodeAt } from "./nodes.ts";

export interface InstrumentOptions {
  /** Default: what the file's name and syntax tell, else `module`. */
  readonly format?: ModuleFormat | undefined;
  /** Report the module's names and the `#fields` of its classes to the hooks, so that they can be called and seeded. Default: true. */
  readonly isExposed?: boolean;
  /** The name under which the module is reported. Default: `fileName`. */
  readonly moduleName?: string;
  /** Offsets of names in import and export clauses that are only types: `typeOnlyNames` finds them. */
  readonly typeOnly?: ReadonlySet<number>;
  /** Make JavaScript of TypeScript and JSX. Default: true; false leaves that to the project's own tools. */
  readonly isEmitted?: boolean;
  /** Gives the declarations that make a function of this name, which returns the hooks. They are hoisted. Default: it looks for them each time. */
  readonly declareHooks?: (name: string) => string;
  readonly compilerOptions?: EmitOptions;
}

export interface Instrumented {
  /** JavaScript, if it was to be emitted. */
  readonly code: string;
  readonly format: ModuleFormat;
  /** A source map as JSON; its lines are right, and so are the columns of lines without a hook. None where lines have not moved. */
  readonly map?: string;
  readonly skipped: readonly SkippedSite[];
  /** What the module imports, by specifier: for stubs of what is missing. */
  readonly imports: readonly ImportedNames[];
}

/** The file cannot be parsed. The message is the parser's, with the line. */
export class InstrumentError extends Error {
  override readonly name = "InstrumentError";
}

/**
 * Makes a file ready to be run and watched: hooks (`Hooks`) are called at the sites, types are stripped. What the code does stays the same:
 * results, errors, order of evaluation, order of microtasks. What changes: stack traces, the text of functions, and the message of the
 * TypeError for a loop over what is not iterable.
 *
 * @throws InstrumentError for a file with syntax errors, before or (which would be a bug) after the hooks are in.
 */
export function instrument(source: string, fileName: string, sites: readonly Site[], options: InstrumentOptions = {}): Instrumented {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const file = parse(text, fileName);
  const format = options.format ?? formatOf(file) ?? "module";
  const edits = new Edits(text);
  const context = new Context(file, edits, unusedName(text));
  const skipped = sites.flatMap((site) => {
    const reason = placeSite(site, context);
    return reason === undefined ? [] : [{ site, reason }];
  });
  const isExposed = options.isExposed ?? true;
  if (isExposed) {
    exposePrivates(file, context);
    exposeNamespaces(file, options.moduleName ?? fileName, context);
    keepDecorated(file, context);
  }
  for (const offset of options.typeOnly ?? []) edits.insert(offset, "type ");
  dropJsonAttributes(file, edits);
  const scope = isExposed ? `;${scopeOf(file, options.moduleName ?? fileName, context)}` : ";";
  const edited = `${edits.apply()}\n${scope}${(options.declareHooks ?? lookUp)(context.name)}\n`;
  if (sites.length > 0) parse(edited, fileName);
  const emitted = (options.isEmitted ?? true) && needsCompiler(file) ? emit(edited, fileName, format, options.compilerOptions) : { code: edited };
  return { ...emitted, format, skipped, imports: importsOf(file) };
}

function lookUp(name: string): string {
  return `function ${name}(){return globalThis[Symbol.for("rangeguard.verify")]}`;
}

/** Bundlers let names be imported from JSON; Node does not where the import says that it is JSON. The loader serves it as a module with names. */
function dropJsonAttributes(file: ts.SourceFile, edits: Edits): void {
  for (const node of file.statements) {
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) continue;
    const { attributes, moduleSpecifier } = node;
    const isOwnJson = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) && /^\.{1,2}\/.*\.json$/.test(moduleSpecifier.text);
    if (attributes && isOwnJson) edits.replace(attributes.getStart(file), attributes.end, () => "");
  }
}

function placeSite(site: Site, context: Context): string | undefined {
  if (site.start < 0 || site.end > context.file.text.length || site.start >= site.end) return "the file has no such place";
  const node = nodeAt(context.file, site.start, site.end);
  if (site.role === "range" || site.role === "use" || site.role === "step") return placeGoMap(site, node, context);
  return site.role === "iterate" ? placeIteration(site, node, context) : placeEvent(site, node, context);
}

/** @throws InstrumentError for a file with syntax errors. */
export function parse(text: string, fileName: string): ts.SourceFile {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true, kindOf(fileName));
  const { parseDiagnostics = [] } = file as ts.SourceFile & { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
  const error = parseDiagnostics.find(({ code }) => !harmlessErrors.has(code) && Math.floor(code / 1000) !== 8);
  if (!error) return file;
  const line = file.getLineAndCharacterOfPosition(error.start).line + 1;
  throw new InstrumentError(`${fileName}:${line}: ${ts.flattenDiagnosticMessageText(error.messageText, " ")}`);
}

/** Octal numbers and escapes, which scripts may have. Those above 8000 are about types in JavaScript. */
const harmlessErrors = new Set([1121, 1487, 1488, 1489]);

/** JSX is taken for what it is in files that are named `.js`, too. */
function kindOf(fileName: string): ts.ScriptKind {
  if (fileName.endsWith(".tsx")) return ts.ScriptKind.TSX;
  return /\.[cm]?ts$/.test(fileName) ? ts.ScriptKind.TS : ts.ScriptKind.JSX;
}

function unusedName(text: string): string {
  let name = "__rg";
  while (text.includes(name)) name += "_";
  return name;
}
