import type { Entry, EntryRole } from "../case.ts";
import type { EntryBuilder } from "./entry-builder.ts";
import { isObstacle, type Obstacle } from "./obstacles.ts";
import type { Reached } from "./reach.ts";

/** The most entries of each role. */
const limits: Readonly<Record<EntryRole, number>> = { main: 3, writer: 8, helper: 8 };

/** An entry, and the function whose parameters it has. */
export interface PlannedEntry {
  readonly entry: Entry;
  readonly reached: Reached;
}

/** The entries of one case, each function once, in the first role that it was given. */
export class EntryList {
  readonly all: PlannedEntry[] = [];
  readonly builder: EntryBuilder;
  readonly #targets = new Set<string>();

  constructor(builder: EntryBuilder) {
    this.builder = builder;
  }

  /** @returns What stands in the way of those that could not be added. */
  add(functions: readonly Reached[], role: EntryRole, isWanted: (entry: Entry) => boolean = () => true): Obstacle[] {
    return functions.flatMap((reached) => {
      if (this.of(role).length >= limits[role]) return [];
      const entry = this.builder.build(reached, role);
      if (isObstacle(entry)) return [entry];
      if (isWanted(entry)) this.put({ entry, reached });
      return [];
    });
  }

  put(planned: PlannedEntry): void {
    const { target, accessor, label } = planned.entry;
    const key = JSON.stringify([target, accessor, label]);
    if (!this.#targets.has(key)) this.all.push(planned);
    this.#targets.add(key);
  }

  of(role: EntryRole): readonly PlannedEntry[] {
    return this.all.filter(({ entry }) => entry.role === role);
  }
}
