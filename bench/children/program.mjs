/**
 * Creates and binds the TypeScript programs that a scan of the directory in `argv[2]` is about, and does nothing with them:
 * the same compiler, files, options and library typings, one program after the other, declaration files parsed once for all.
 */
import process from "node:process";
import { Project, ts } from "ts-morph";
import { Discovery } from "../../dist/src/scanner/discover.js";

const LIBRARY = "/node_modules/typescript/lib";
const library = new Project({ useInMemoryFileSystem: true }).getModuleResolutionHost();
const declarations = new Map();

const discovery = new Discovery(process.argv[2], () => {});
discovery.addPath(process.argv[2]);
for (const { project } of discovery.units) {
  const program = ts.createProgram({
    rootNames: project.rootNames,
    options: project.options,
    host: createHost(project),
  });
  // The checker binds every file when it is made.
  program.getTypeChecker();
}

function createHost({ directory, options }) {
  const host = ts.createCompilerHost(options);
  const inLibrary = (file) => file.startsWith(`${LIBRARY}/`);
  return {
    ...host,
    // As `tsc` has it.
    jsDocParsingMode: ts.JSDocParsingMode.ParseForTypeErrors,
    getCurrentDirectory: () => directory,
    getDefaultLibLocation: () => LIBRARY,
    getDefaultLibFileName: () => `${LIBRARY}/${ts.getDefaultLibFileName(options)}`,
    fileExists: (file) => inLibrary(file) || host.fileExists(file),
    readFile: (file) => (inLibrary(file) ? library.readFile(file) : host.readFile(file)),
    getSourceFile(file, target) {
      if (!file.endsWith(".d.ts")) return parse(this, file, target);
      const key = `${file} ${target.impliedNodeFormat}`;
      if (!declarations.has(key)) declarations.set(key, parse(this, file, target));
      return declarations.get(key);
    },
  };
}

function parse(host, file, target) {
  const text = host.readFile(file);
  return text === undefined ? undefined : ts.createSourceFile(file, text, target);
}
