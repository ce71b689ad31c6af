import type { ts } from "ts-morph";
import type { Site } from "../site.ts";
import type { Edits } from "./edits.ts";
import { type PathText, pathArguments } from "./nodes.ts";

/** What the parts of the transformation share for one file. */
export class Context {
  readonly file: ts.SourceFile;
  readonly edits: Edits;
  /** What the inserted code is named after; found nowhere in the file. */
  readonly name: string;
  /** What has been rewritten already, by what: a second site at the same place must not do it again. */
  readonly done = new Map<ts.Node, string>();

  #hoisted = 0;

  constructor(file: ts.SourceFile, edits: Edits, name: string) {
    this.file = file;
    this.edits = edits;
    this.name = name;
  }

  /** The expression that gives the hooks. It is a call, so that it works before the module's own statements have run. */
  get hooks(): string {
    return `${this.name}()`;
  }

  start(node: ts.Node): number {
    return node.getStart(this.file);
  }

  /**
   * Two sites may take one collection out of expressions around one another. The text goes to the outermost of these, which is that of the last
   * site where they are the same; the others get the name that it has there.
   */
  nextHoistRank(expression: ts.Node): number {
    return 1 / (1 + (expression.end - expression.pos) + ++this.#hoisted * 1e-6);
  }

  wrap(node: ts.Node, before: string, after: string): void {
    this.edits.wrap(this.start(node), node.end, before, after);
  }

  /** Replaces a node by what is made of its own text, edited. */
  replace(node: ts.Node, render: (text: string) => string): void {
    const start = this.start(node);
    this.edits.replace(start, node.end, (text) => this.edits.spaced(start, render(text(start, node.end))));
  }

  /** `hooks.event(7, "act", cache, [])`. */
  event({ id, role }: Site, path?: PathText): string {
    return `${this.hooks}.event(${id}, "${role}"${pathArguments(path)})`;
  }
}
