import { ConcurrentModificationError, type Modification } from "./errors.ts";
import { captureStack } from "./stacks.ts";

/** An iteration that was started, and where it is. */
export interface Iteration<Position> {
  readonly id: number;
  readonly position: Position;
  readonly stack: string;
  visited: number;
}

/** The iterations of a collection that have not ended. One whose iterator was abandoned ends when that is garbage. */
export class OpenIterations<Position> {
  readonly #open = new Set<Iteration<Position>>();
  readonly #abandoned = new FinalizationRegistry<Iteration<Position>>((iteration) => this.close(iteration));

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  /** @param iterator what lives as long as the iteration can go on: nothing of the iteration may hold it. */
  open(id: number, position: Position, iterator?: object): Iteration<Position> {
    const iteration = { id, position, stack: captureStack(), visited: 0 };
    if (iterator !== undefined) this.#abandoned.register(iterator, iteration);
    this.#open.add(iteration);
    return iteration;
  }

  /** The iteration goes on, whatever it has been told. */
  reopen(iteration: Iteration<Position>): void {
    this.#open.add(iteration);
  }

  close(iteration: Iteration<Position>): void {
    this.#open.delete(iteration);
  }

  /** @throws ConcurrentModificationError for the oldest open iteration that the modification would disturb. */
  refuse(operation: Modification, key: unknown, isDisturbed: (position: Position) => boolean = () => true): void {
    for (const iteration of this.#open) {
      if (isDisturbed(iteration.position)) throw new ConcurrentModificationError(operation, key, iteration);
    }
  }
}
