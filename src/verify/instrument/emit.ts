import { ts } from "ts-morph";

export type ModuleFormat = "module" | "commonjs";

/** Of a project's compiler options, those that change what its code does. */
export type EmitOptions = Pick<
  ts.CompilerOptions,
  | "experimentalDecorators"
  | "emitDecoratorMetadata"
  | "useDefineForClassFields"
  | "verbatimModuleSyntax"
  | "jsx"
  | "jsxFactory"
  | "jsxFragmentFactory"
  | "jsxImportSource"
>;

export interface Emitted {
  readonly code: string;
  /** A source map, as JSON, where lines of the code are not those of the source. */
  readonly map?: string;
}

/** Whether the file has to be compiled before Node runs it: it has types or JSX. */
export function needsCompiler(file: ts.SourceFile): boolean {
  if (/\.[cm]?tsx?$/.test(file.fileName)) return true;
  const hasJsx = (node: ts.Node): boolean | undefined => {
    const isJsx = ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node);
    return isJsx || ts.forEachChild(node, hasJsx);
  };
  return hasJsx(file) === true;
}

/** The module system that a file's own syntax asks for, for file names that do not tell; undefined: either will do. */
export function formatOf(file: ts.SourceFile): ModuleFormat | undefined {
  if (/\.m[jt]s$/.test(file.fileName)) return "module";
  if (/\.c[jt]s$/.test(file.fileName)) return "commonjs";
  const isCommon = (node: ts.Node): boolean =>
    (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) || (ts.isExportAssignment(node) && node.isExportEquals === true);
  if (file.statements.some(isCommon)) return "commonjs";
  return ts.isExternalModule(file) ? "module" : undefined;
}

/** Makes JavaScript of a TypeScript or JSX file, for this Node's syntax, and without checking it. */
export function emit(code: string, fileName: string, format: ModuleFormat, options: EmitOptions = {}): Emitted {
  const { outputText, sourceMapText } = ts.transpileModule(code, {
    fileName,
    compilerOptions: {
      ...options,
      verbatimModuleSyntax: format === "module" && options.verbatimModuleSyntax,
      jsx: runnableJsx(options.jsx),
      target: ts.ScriptTarget.ES2023,
      module: format === "module" ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      allowJs: true,
      sourceMap: true,
      inlineSources: false,
      importHelpers: false,
    },
  });
  return { code: outputText.replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, "\n"), map: sourceMapText };
}

function runnableJsx(jsx: ts.JsxEmit | undefined): ts.JsxEmit {
  return jsx === ts.JsxEmit.React || jsx === ts.JsxEmit.ReactJSXDev ? jsx : ts.JsxEmit.ReactJSX;
}
