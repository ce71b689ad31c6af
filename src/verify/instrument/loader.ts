import Module, { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { loadedByProject, resolvedByProject, stubOf, transformOf } from "./loader-hooks.ts";
import { codeExtensions } from "./resolve.ts";
import { isAsset, isProvided, isStub, Project, type ServeOptions, stubbedBy, withMap } from "./serve.ts";
import { installStubs, type StubOptions, StubRegistry } from "./stubs.ts";

export interface Loader {
  /** The modules that are missing, and what was called in them. */
  readonly stubs: StubRegistry;
  /** Loads a file of the project, given by its absolute path, in its own module system, and gives what it exports. */
  load(file: string): Promise<Record<string, unknown>>;
}

type Extension = (module: CommonModule, file: string) => void;

interface CommonModule {
  exports: unknown;
  _compile(code: string, file: string): void;
}

interface ModuleInternals {
  readonly _extensions: Record<string, Extension | undefined>;
  _resolveFilename: (this: unknown, request: string, parent?: { readonly filename?: string | null }, ...rest: unknown[]) => string;
}

/** What Node 20 does not declare. */
interface SyncHooks {
  registerHooks?: (hooks: { resolve: SyncResolve; load: SyncLoad }) => unknown;
}

type SyncResolve = (specifier: string, context: { parentURL?: string }, next: (specifier: string, context: object) => { url: string }) => { url: string };
type SyncLoad = (url: string, context: object, next: (url: string, context: object) => object) => object;

/**
 * Makes this process run a project's files in their prepared form, whichever way they are loaded, and stubs what they import and is not there.
 * For the rest of the process: there is no way back. Install the hooks of the instrumented code before a file is loaded.
 */
export async function installLoader(options: ServeOptions, stubOptions?: StubOptions): Promise<Loader> {
  const stubs = new StubRegistry(stubOptions);
  installStubs(stubs);
  const project = new Project(options, await transformOf(options));
  const require = createRequire(pathToFileURL(`${options.root}/_`));
  patchCommonModules(project, stubs);
  if (!registerSyncHooks(project)) {
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    Module.register(new URL(`./loader-hooks.${extension}`, import.meta.url), { data: options });
  }
  const load = async (file: string): Promise<Record<string, unknown>> => {
    if (project.prepared(file)?.format === "commonjs") return require(file) as Record<string, unknown>;
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  };
  return { stubs, load };
}

/** Where there are hooks on this thread (Node 22.15 and later), they see imports; `require` has its own way in either case. */
function registerSyncHooks(project: Project): boolean {
  const { registerHooks } = Module as SyncHooks;
  if (!registerHooks) return false;
  const isRequire = (context: object): boolean => (context as { readonly conditions?: readonly string[] }).conditions?.includes("require") ?? false;
  registerHooks({
    resolve(specifier, context, next) {
      if (isRequire(context)) return next(specifier, context);
      const found = resolvedByProject(project, specifier, context);
      if (found) return found;
      try {
        return next(specifier, context);
      } catch (error) {
        return stubOf(project, specifier, context, error);
      }
    },
    load: (url, context, next) => (isRequire(context) ? undefined : loadedByProject(project, url, context)) ?? next(url, context),
  });
  return true;
}

function patchCommonModules(project: Project, stubs: StubRegistry): void {
  const internals = Module as unknown as ModuleInternals;
  const resolveFilename = internals._resolveFilename;
  internals._resolveFilename = function (request, parent, ...rest) {
    const from = parent?.filename ?? undefined;
    const provided = from === undefined ? undefined : project.providedFor(request, from);
    if (provided !== undefined) return `${provided}&.js`;
    const found = from === undefined || Module.isBuiltin(request) ? undefined : project.resolve(request, from);
    if (from !== undefined && found !== undefined) return isAsset(found) ? `${project.stubUrl(found, from)}&.js` : found;
    try {
      return resolveFilename.call(this, request, parent, ...rest);
    } catch (error) {
      const stub = project.stubFor(request, from, error);
      if (stub === undefined) throw error;
      return `${stub}&.js`;
    }
  };
  for (const extension of codeExtensions) patchExtension(internals._extensions, extension, project, stubs);
}

function patchExtension(extensions: ModuleInternals["_extensions"], extension: string, project: Project, stubs: StubRegistry): void {
  const original = extensions[extension] ?? extensions[".js"]!;
  extensions[extension] = (module, file) => {
    const prepared = isStub(file) ? undefined : project.prepared(file);
    if (isProvided(file)) module.exports = stubs.required(stubbedBy(file));
    else if (isStub(file)) module.exports = stubs.module(stubbedBy(file));
    else if (prepared?.format === "commonjs") module._compile(withMap(prepared, file), file);
    else if (prepared?.common !== undefined) module._compile(prepared.common, file);
    else original(module, file);
  };
}
