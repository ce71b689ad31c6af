import type { RunInput } from "../case.ts";
import { type Description, isDescribed } from "../inputs/description.ts";
import { withoutWrappers } from "../inputs/plan-walk.ts";
import type { ElementPlan } from "../inputs/plan.ts";
import type { Choices } from "./choices.ts";

/** The keys and elements that the state of a run holds. An argument that is one of them meets what is there: hazards are about that. */
export class StateKeys {
  readonly #strings = new Set<string>();
  readonly #numbers = new Set<number>();
  readonly #choices: Choices;

  constructor({ receivers, seeds }: Pick<RunInput, "receivers" | "seeds">, choices: Choices) {
    this.#choices = choices;
    for (const receiver of receivers) this.#collect(receiver);
    for (const { value } of seeds) this.#collect(value);
  }

  /** The arguments, some of those that may be any text or number replaced by what the state holds. */
  meet(args: readonly Description[], parameters: readonly ElementPlan[]): readonly Description[] {
    return args.map((arg, index) => {
      const plan = parameters[index] && withoutWrappers(parameters[index].plan);
      const known: readonly (string | number)[] = plan?.kind === "string" ? [...this.#strings] : plan?.kind === "number" ? [...this.#numbers] : [];
      return known.length > 0 && this.#choices.isOneIn(2) ? this.#choices.of(known) : arg;
    });
  }

  /** What earlier calls are given may get into the state: so may parts of it. */
  collectFromArguments(args: readonly Description[]): void {
    for (const arg of args) {
      this.#add(arg);
      if (isDescribed(arg) && arg.kind === "object") for (const [, value] of arg.properties) this.#add(value);
    }
  }

  #collect(value: Description): void {
    if (Array.isArray(value)) for (const item of value as readonly Description[]) this.#add(item);
    else if (isDescribed(value)) this.#collectFrom(value);
  }

  #collectFrom(value: Exclude<Description, string | number | boolean | null | readonly Description[]>): void {
    if (value.kind === "map") for (const [key] of value.entries) this.#add(key);
    else if (value.kind === "set") for (const element of value.elements) this.#add(element);
    else if (value.kind === "object") for (const [name] of value.properties) this.#add(name);
    else if (value.kind === "instance") for (const seed of value.seeds ?? []) this.#collect(seed.value);
    else if (value.kind === "cast" || value.kind === "shared") this.#collect(value.value);
  }

  #add(key: Description): void {
    if (typeof key === "string") this.#strings.add(key);
    else if (typeof key === "number") this.#numbers.add(key);
  }
}
