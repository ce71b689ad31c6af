import { began, ended } from "../step/runtime.ts";
import { read, write, type Shared, type Steps } from "../step/step.ts";

/** An ordinary variable that tasks share: nothing orders its accesses, so that a race detector may find that nothing else does. */
export class Variable<T> implements Shared {
  shadow: object | null = null;
  /** For reports. */
  readonly name: string;
  #value: T;

  constructor(value: T, name = "variable") {
    this.#value = value;
    this.name = name;
  }

  /** The value, for looks from outside: it is no step. */
  peek(): T {
    return this.#value;
  }

  nameOf(): string {
    return this.name;
  }

  /** One step. */
  *read(): Steps<T> {
    const operation = began(this, "read");
    try {
      yield read(this, 0);
      return this.#value;
    } finally {
      ended(operation);
    }
  }

  /** One step. */
  *write(value: T): Steps<void> {
    const operation = began(this, "write", value);
    try {
      yield write(this, 0);
      this.#value = value;
    } finally {
      ended(operation);
    }
  }

  /** `x = change(x)`: a step that reads and a step that writes; others may come between. @returns what it wrote. */
  *update(change: (value: T) => T): Steps<T> {
    const operation = began(this, "update");
    try {
      yield read(this, 0);
      const value = change(this.#value);
      yield write(this, 0);
      this.#value = value;
      return value;
    } finally {
      ended(operation);
    }
  }
}
