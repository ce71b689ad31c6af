import type { ts } from "ts-morph";

/** What all plans of one project share. */
export interface PlanContext {
  readonly checker: ts.TypeChecker;
  /** The file name of a source file -> what the child process loads the module by. */
  readonly moduleOf: (fileName: string) => string;
  /** What the project's hooks make. */
  readonly custom: CustomNames;
  /** The names of recursive types. */
  readonly ids: WeakMap<ts.Type, string>;
  nextId: number;
}

/** Names that the project's hooks have something for. */
export interface CustomNames {
  /** Of classes, interfaces and type aliases. */
  readonly types: ReadonlySet<string>;
  /** Of functions, as entries are labelled. */
  readonly arguments: ReadonlySet<string>;
}

const noNames: CustomNames = { types: new Set(), arguments: new Set() };

/** @param moduleOf By default the file name itself. */
export function createPlanContext(checker: ts.TypeChecker, moduleOf = (fileName: string): string => fileName, custom = noNames): PlanContext {
  return { checker, moduleOf, custom, ids: new WeakMap(), nextId: 1 };
}
