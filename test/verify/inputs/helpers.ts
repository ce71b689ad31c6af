import fc from "fast-check";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Project, ts as morph } from "ts-morph";
import ts from "typescript";
import { descriptionsOf } from "../../../src/verify/inputs/arbitrary.ts";
import type { Description } from "../../../src/verify/inputs/description.ts";
import { planOfType } from "../../../src/verify/inputs/from-type.ts";
import { createPlanContext, type PlanContext } from "../../../src/verify/inputs/plan-context.ts";
import { defaultInputs, type InputOptions } from "../../../src/verify/inputs/keys.ts";
import type { ModuleMember, TypePlan } from "../../../src/verify/inputs/plan.ts";
import { createWorld, type World } from "../../../src/verify/inputs/world.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const LIBRARIES = ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"];

export interface Loaded {
  readonly file: morph.SourceFile;
  readonly context: PlanContext;
}

/** Loads one file the way the scanner does: with ts-morph's compiler. */
export function load(text: string, name = "case.ts"): Loaded {
  const { files, context } = loadAll({ [name]: text });
  return { file: files[name]!, context };
}

export function loadAll(texts: Readonly<Record<string, string>>): { files: Record<string, morph.SourceFile>; context: PlanContext } {
  const paths = new Map(Object.entries(texts).map(([name, text]) => [`/${name}`, text]));
  const options: morph.CompilerOptions = {
    strict: true,
    allowJs: true,
    target: morph.ScriptTarget.ESNext,
    module: morph.ModuleKind.ESNext,
    moduleResolution: morph.ModuleResolutionKind.Bundler,
    lib: LIBRARIES,
    types: [],
  };
  const host: morph.CompilerHost = {
    fileExists: (name) => paths.has(name) || libraries.fileExists(name),
    readFile: (name) => paths.get(name) ?? libraries.readFile(name),
    getSourceFile: (name, target) => {
      const text = paths.get(name);
      return text === undefined ? librarySource(name, target) : morph.createSourceFile(name, text, target, true);
    },
    getDefaultLibFileName: (given) => `${LIBRARY_DIRECTORY}/${morph.getDefaultLibFileName(given)}`,
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => "/",
    getNewLine: () => "\n",
    useCaseSensitiveFileNames: () => true,
    writeFile: () => {},
  };
  const program = morph.createProgram({ rootNames: [...paths.keys()], options, host });
  const files = Object.fromEntries(Object.keys(texts).map((name) => [name, program.getSourceFile(`/${name}`)!]));
  return { files, context: createPlanContext(program.getTypeChecker(), (file) => file.slice(1)) };
}

const LIBRARY_DIRECTORY = "/node_modules/typescript/lib";
const libraries = new Project({ useInMemoryFileSystem: true }).getModuleResolutionHost();
const parsed = new Map<string, morph.SourceFile>();

/** Parsed once for all tests of a file: that is most of the time. */
function librarySource(name: string, target: morph.ScriptTarget | morph.CreateSourceFileOptions): morph.SourceFile | undefined {
  const text = libraries.readFile(name);
  if (text === undefined) return undefined;
  let source = parsed.get(name);
  if (!source) parsed.set(name, (source = morph.createSourceFile(name, text, target)));
  return source;
}

export function findNode<Node extends morph.Node>(file: morph.Node, accepts: (node: morph.Node) => node is Node): Node {
  const found = findNodes(file, accepts)[0];
  if (!found) throw new Error("The test's source has no such node.");
  return found;
}

export function findNodes<Node extends morph.Node>(file: morph.Node, accepts: (node: morph.Node) => node is Node): Node[] {
  const found: Node[] = [];
  const visit = (node: morph.Node): void => {
    if (accepts(node)) found.push(node);
    morph.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The plan of `type T = ...` in the text. */
export function planOf(text: string, name = "T"): TypePlan {
  const { file, context } = load(text);
  return planOfAlias(file, context, name);
}

export function planOfAlias(file: morph.SourceFile, context: PlanContext, name: string): TypePlan {
  const alias = findNodes(file, morph.isTypeAliasDeclaration).find((node) => node.name.text === name);
  if (!alias) throw new Error(`The test's source declares no type ${name}.`);
  return planOfType(context.checker.getTypeAtLocation(alias.name), alias, context, "stub");
}

/** Always the same ones. */
export function samplesOf(plan: TypePlan, count: number, options: InputOptions = defaultInputs): Description[] {
  return fc.sample(descriptionsOf(plan, options), { numRuns: count, seed: 20 });
}

/** A world that finds classes by their local names. */
export function worldOf(classes: Readonly<Record<string, unknown>> = {}, parts: Partial<World> = {}): World {
  return createWorld({ load: (member: ModuleMember) => classes[member.localName], ...parts });
}

/** Runs TypeScript text and gives what it declares at its top. */
export function runText(text: string, names: readonly string[]): Record<string, unknown> {
  const { outputText } = ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS } });
  // The text is the test's own.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return new Function("exports", `${outputText}\nreturn { ${names.join(", ")} };`)({});
}

const declarations = new Map<string, ts.SourceFile | undefined>();

/** What the TypeScript package says of one file: `line: message`. */
export function typeErrors(text: string): string[] {
  const options: ts.CompilerOptions = { strict: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, lib: LIBRARIES, types: [], noEmit: true, skipLibCheck: true };
  const host = ts.createCompilerHost(options);
  const fileName = path.join(root, "printed.ts");
  const readFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) => {
    if (name === fileName) return ts.createSourceFile(name, text, version, true);
    if (!declarations.has(name)) declarations.set(name, readFile(name, version));
    return declarations.get(name);
  };
  const program = ts.createProgram([fileName], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : -1;
    return `${text.split("\n")[line] ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
