import { fileURLToPath, pathToFileURL } from "node:url";
import { Project, type ServeOptions, type Transform } from "./serve.ts";

/** Hooks that `module.register` runs on a thread of their own. */
let project: Project | undefined;

export async function initialize(options: ServeOptions): Promise<void> {
  project = new Project(options, await transformOf(options));
}

/** @throws What importing the transformer throws; TypeError if it has no export `transform`. */
export async function transformOf({ transformer }: ServeOptions): Promise<Transform | undefined> {
  if (transformer === undefined) return undefined;
  const { transform } = (await import(transformer)) as { readonly transform?: unknown };
  if (typeof transform !== "function") throw new TypeError(`The transformer ${transformer} has no export "transform".`);
  return transform as Transform;
}

interface ResolveContext {
  readonly parentURL?: string;
}

interface Resolved {
  readonly url: string;
  readonly format?: string | null;
  readonly shortCircuit?: boolean;
}

export async function resolve(specifier: string, context: ResolveContext, next: (specifier: string, context: ResolveContext) => Promise<Resolved>): Promise<Resolved> {
  const found = project && resolvedByProject(project, specifier, context);
  if (found) return found;
  try {
    return await next(specifier, context);
  } catch (error) {
    return stubOf(project, specifier, context, error);
  }
}

export function resolvedByProject(owner: Project, specifier: string, { parentURL }: ResolveContext): Resolved | undefined {
  if (parentURL === undefined || !parentURL.startsWith("file:")) return undefined;
  const provided = owner.providedFor(specifier, fileURLToPath(parentURL));
  if (provided !== undefined) return { url: provided, format: "module", shortCircuit: true };
  const file = owner.resolve(specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier, fileURLToPath(parentURL));
  return file === undefined ? undefined : { url: pathToFileURL(file).href, shortCircuit: true };
}

/** @throws The error, where the missing module is none of the project's own imports. */
export function stubOf(owner: Project | undefined, specifier: string, { parentURL }: ResolveContext, error: unknown): Resolved {
  const parent = parentURL?.startsWith("file:") ? fileURLToPath(parentURL) : undefined;
  const url = owner?.stubFor(specifier, parent, error);
  if (url === undefined) throw error;
  return { url, format: "module", shortCircuit: true };
}

interface LoadContext {
  readonly importAttributes?: { readonly type?: string };
}

interface LoadResult {
  readonly format: string | null | undefined;
  readonly source?: unknown;
  readonly shortCircuit?: boolean;
}

export async function load(url: string, context: LoadContext, next: (url: string, context: LoadContext) => Promise<LoadResult>): Promise<LoadResult> {
  return (project && loadedByProject(project, url, context)) ?? (await next(url, context));
}

export function loadedByProject(owner: Project, url: string, { importAttributes }: LoadContext): LoadResult | undefined {
  const loaded = owner.load(url, importAttributes?.type === "json");
  return loaded && { ...loaded, shortCircuit: true };
}
