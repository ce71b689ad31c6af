import type { ts } from "ts-morph";
import { analyseProgramUnit } from "../analysis/analyse.ts";
import { kindOfType } from "../analysis/checker-oracle.ts";
import { ProgramUnit } from "../analysis/program.ts";
import type { ProtectionSettings } from "../hazards/settings.ts";
import { Summaries } from "../analysis/summaries.ts";
import type { TypeOracle } from "../analysis/types.ts";
import { containsAny, worthLowering } from "../lowering/core/candidates.ts";
import { lowerProgram } from "../lowering/core/lower.ts";
import { convertSourceFile } from "../lowering/tsmorph/convert.ts";
import { typescriptTree } from "../lowering/tsmorph/tree.ts";
import type { FileAnalyser, FileInput } from "./analyser.ts";

/** The files of one project that have been lowered, and what is known of their functions. */
class LoweredProject {
  readonly summaries = new Summaries();
  readonly #settings: ProtectionSettings;
  readonly #units = new Map<string, ProgramUnit>();
  readonly #inputs = new WeakMap<ProgramUnit, FileInput>();

  constructor(settings: ProtectionSettings) {
    this.#settings = settings;
  }

  /** The file, lowered as far as somebody asks for it. */
  unit(input: FileInput): ProgramUnit {
    let unit = this.#units.get(input.file);
    if (!unit) {
      const program = convertSourceFile(input.sourceFile);
      unit = new ProgramUnit(lowerProgram(program, () => false), input.file, (from, specifier) => this.#imported(from, specifier), this.#settings);
      this.#units.set(input.file, unit);
      this.#inputs.set(unit, input);
    }
    return unit;
  }

  /** Forgets what is known of a file once it has been analysed, to give back the memory: who imports it later, has it lowered again. */
  release({ file }: FileInput): void {
    this.#units.delete(file);
  }

  #imported(from: ProgramUnit, specifier: string): ProgramUnit | undefined {
    const input = this.#inputs.get(from)?.imported(specifier);
    return input && this.unit(input);
  }
}

const projects = new WeakMap<object, LoweredProject>();

/** The analysis of one file; types are asked for only where the text leaves the kind of a changed collection open. */
export const defaultAnalyser: FileAnalyser = (input, { checkWorklists, settings }) => {
  const { sourceFile, text, checker } = input;
  const worth = worthLowering(text, () => typescriptTree(sourceFile));
  if (worth.length === 0) return [];
  let project = projects.get(input.project);
  if (!project) {
    project = new LoweredProject(settings);
    projects.set(input.project, project);
  }
  const oracle: TypeOracle = {
    kindOf: (origin) => {
      const types = checker();
      return kindOfType(types, types.getTypeAtLocation(origin as ts.Node));
    },
  };
  const wanted = ({ start, end }: { start: number; end: number }): boolean => worth === "all" || containsAny(worth, start, end);
  const unit = project.unit(input);
  try {
    return analyseProgramUnit(unit, unit.ir.select(wanted), project.summaries, oracle, { checkWorklists, settings });
  } finally {
    project.release(input);
  }
};
