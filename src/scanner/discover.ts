import { existsSync, lstatSync, statSync, type Stats } from "node:fs";
import path from "node:path";
import { describeFileError, fileErrorCode, ScanError } from "./errors.ts";
import {
  IGNORED_FOLDERS,
  isDeclarationFile,
  isSourceFile,
  JAVASCRIPT_EXTENSIONS,
  SOURCE_EXTENSIONS,
  withoutEmitted,
} from "./file-kinds.ts";
import { listFiles, realPath, type ReportSkip } from "./listing.ts";
import { looksLikeConfig, plainProject, readProject, realSourcesOf, type ConfiguredProject, type Project } from "./project.ts";

const CONFIG_NAMES = ["tsconfig.json", "jsconfig.json"];
const IGNORED_GLOBS = IGNORED_FOLDERS.map((folder) => `**/${folder}`);

/** A project and those of its files that are to be scanned. */
export interface ScanUnit {
  readonly project: Project;
  readonly files: string[];
  /** Also scan the project's own files that these import. */
  readonly followImports: boolean;
}

/**
 * Turns paths into projects and files, each file once: the first project that lists it has it. Files are told apart by
 * their real path. Nothing of the scanned project is executed.
 */
export class Discovery {
  readonly units: ScanUnit[] = [];
  readonly #report: ReportSkip;
  readonly #claimed = new Set<string>();
  readonly #projects = new Map<string, ConfiguredProject | undefined>();
  readonly #added = new Set<string>();
  readonly #looseFiles: string[] = [];
  readonly #looseProject: Project;

  /** `root` is where files that were named one by one, and have no tsconfig, belong. */
  constructor(root: string, report: ReportSkip) {
    this.#report = report;
    this.#looseProject = plainProject(root, this.#looseFiles);
  }

  /** @throws ScanError when nothing is there. */
  addPath(native: string): void {
    // TypeScript's names have forward slashes on every system.
    const absolute = native.split(path.sep).join("/");
    const stats = this.#stat(absolute);
    if (stats === undefined) return;
    if (stats.isDirectory()) this.#addDirectory(absolute);
    else if (isSourceFile(absolute)) this.#addFile(absolute);
    else if (isDeclarationFile(absolute)) this.#report(absolute, "a declaration file has no code to scan");
    else if (path.extname(absolute) === ".json" && looksLikeConfig(absolute)) this.#addConfigPath(absolute);
    else this.#report(absolute, "neither TypeScript nor JavaScript, nor a tsconfig");
  }

  /** Takes those files that no project has yet; of several links to one file rather the file itself. */
  claim(files: readonly string[]): string[] {
    const resolved = files.map((file) => ({ file, real: realPath(file) }));
    const ordered = [...resolved.filter(({ file, real }) => file === real), ...resolved];
    return ordered
      .filter(({ real }) => {
        const isNew = !this.#claimed.has(real);
        this.#claimed.add(real);
        return isNew;
      })
      .map(({ file }) => file);
  }

  #stat(absolute: string): Stats | undefined {
    try {
      return statSync(absolute);
    } catch (error) {
      const code = fileErrorCode(error);
      if (code !== "ENOENT" && code !== "ENOTDIR") {
        this.#report(absolute, describeFileError(error));
        return undefined;
      }
      const isLink = code === "ENOENT" && lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink();
      throw new ScanError(
        isLink ? `${absolute} is a broken symbolic link.` : `${absolute} does not exist.`,
        "Name an existing file, directory or tsconfig file; relative paths start at the current directory.",
      );
    }
  }

  #addConfigPath(config: string): void {
    if (!this.#addConfig(config)) this.#addPlainDirectory(path.dirname(config), config);
  }

  #addDirectory(directory: string): void {
    const present = CONFIG_NAMES.map((name) => path.join(directory, name)).filter((config) => existsSync(config));
    const useful = present.filter((config) => this.#addConfig(config) && !this.#readProject(config)!.isEmpty);
    if (useful.length === 0) this.#addPlainDirectory(directory, ...present);
    else this.#addUnlistedJavaScript(directory, useful);
  }

  /** Adds a tsconfig and what it references; false when it is unusable. */
  #addConfig(config: string, isOptional = false): boolean {
    const key = realPath(config);
    const project = this.#readProject(config);
    if (project === undefined) return false;
    if (this.#added.has(key)) return true;
    this.#added.add(key);
    if (project.isEmpty && !isOptional) this.#report(config, "lists no file: its `files` and `include` match nothing");
    this.#addFiles(project, project.sources, project.hasEntryFiles);
    for (const reference of project.references) {
      if (existsSync(reference)) this.#addConfig(reference, isOptional);
      else this.#report(config, `the referenced project ${reference} does not exist`);
    }
    return true;
  }

  #readProject(config: string): ConfiguredProject | undefined {
    const key = realPath(config);
    if (!this.#projects.has(key)) this.#projects.set(key, readProject(config, this.#report));
    return this.#projects.get(key);
  }

  #addFiles(project: Project, files: readonly string[], followImports: boolean): void {
    const claimed = this.claim(files);
    if (claimed.length === 0) return;
    const unit = this.units.find((other) => other.project === project && other.followImports === followImports);
    if (unit === undefined) this.units.push({ project, files: claimed, followImports });
    else unit.files.push(...claimed);
  }

  /** Nested projects, innermost first, as an editor would choose; then all other source files. */
  #addPlainDirectory(directory: string, ...useless: string[]): void {
    const include = CONFIG_NAMES.map((name) => `**/${name}`);
    const configs = listFiles(directory, { extensions: [".json"], include, exclude: IGNORED_GLOBS }, this.#report)
      .filter((config) => !useless.includes(config))
      .sort((a, b) => depthOf(b) - depthOf(a));
    for (const config of configs) this.#addConfig(config, true);
    const files = this.#listPlain(directory, SOURCE_EXTENSIONS, IGNORED_GLOBS);
    const others = this.#addOwned(files, path.dirname(directory));
    this.#addFiles(plainProject(directory, others), others, false);
  }

  /** A tsconfig without `allowJs` says nothing about JavaScript, but who names the directory means that as well. */
  #addUnlistedJavaScript(directory: string, configs: readonly string[]): void {
    const projects = [...this.#projects.values()].filter((project) => project !== undefined);
    const emitted = projects.flatMap(({ options }) => [options.outDir, options.declarationDir]);
    const excluded = projects
      .filter((project) => configs.includes(project.config))
      .flatMap((project) => project.exclude);
    const globs = emitted.filter((folder) => folder !== undefined && path.relative(directory, folder) !== "") as string[];
    const files = this.#listPlain(directory, JAVASCRIPT_EXTENSIONS, [...IGNORED_GLOBS, ...excluded, ...globs]);
    this.#addFiles(plainProject(directory, files), files, false);
  }

  #listPlain(directory: string, extensions: readonly string[], exclude: readonly string[]): string[] {
    const listed = listFiles(directory, { extensions, include: ["**/*"], exclude }, this.#report);
    return withoutEmitted(listed.filter(isSourceFile), existsSync);
  }

  #addFile(file: string): void {
    const others = this.#addOwned([file], path.dirname(file));
    this.#looseFiles.push(...others);
    this.#addFiles(this.#looseProject, others, false);
  }

  /**
   * A single file, and a part of a project, are analysed with the nearest tsconfig that lists them, from a folder upwards.
   * @returns the files that none lists, and that no project had before
   */
  #addOwned(files: readonly string[], from: string): string[] {
    const open = new Map<string, string>();
    for (const file of files) {
      const real = realPath(file);
      if (this.#claimed.has(real)) continue;
      // Of several links to one file rather the file itself.
      if (file === real || !open.has(real)) open.set(real, file);
    }
    for (let folder = from; open.size > 0; folder = path.dirname(folder)) {
      for (const name of CONFIG_NAMES) this.#addListed(path.join(folder, name), open, new Set());
      if (folder === path.dirname(folder)) break;
    }
    return [...open.values()];
  }

  /** Adds those of the files that a tsconfig, or one that it references, lists. @param open by their real paths; what is added is taken out */
  #addListed(config: string, open: Map<string, string>, seen: Set<string>): void {
    if (open.size === 0 || seen.has(config) || !existsSync(config)) return;
    seen.add(config);
    const project = this.#readProject(config);
    if (project === undefined) return;
    const sources = realSourcesOf(project);
    const listed = [...open.keys()].filter((real) => sources.has(real));
    this.#addFiles(project, listed.map((real) => open.get(real)!), false);
    for (const real of listed) open.delete(real);
    for (const reference of project.references) this.#addListed(reference, open, seen);
  }
}

function depthOf(file: string): number {
  return file.split(/[/\\]/).length;
}
