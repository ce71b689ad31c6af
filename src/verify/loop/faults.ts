import process from "node:process";

type Listener = (error: unknown) => void;

const events = ["uncaughtException", "unhandledRejection", "rejectionHandled"] as const;

/**
 * Thrown on purpose, and told to nobody. Code that was stopped in the middle, and ticks that throw, leave Node's stack of asynchronous
 * contexts as it was; only an uncaught error makes Node clear it, and without that it ends the process.
 */
export const cleaning = new Error("The turn was stopped.");

/** Takes the process's uncaught errors while runs go on. The listeners that were there come back afterwards. */
export class Faults {
  readonly #listeners: Readonly<Record<(typeof events)[number], Listener>>;
  #before: ReadonlyMap<string, readonly Listener[]> | null = null;

  constructor(report: (kind: "exception" | "rejection", error: unknown) => void) {
    this.#listeners = {
      uncaughtException: (error: unknown) => {
        if (error !== cleaning) report("exception", error);
      },
      unhandledRejection: (error: unknown) => report("rejection", error),
      rejectionHandled: () => {},
    };
  }

  enter(): void {
    this.#before = new Map(events.map((event) => [event, process.rawListeners(event) as Listener[]]));
    for (const event of events) {
      process.removeAllListeners(event);
      on(event, this.#listeners[event]);
    }
  }

  leave(): void {
    for (const event of events) {
      process.removeAllListeners(event);
      for (const listener of this.#before?.get(event) ?? []) on(event, listener);
    }
    this.#before = null;
  }
}

function on(event: string, listener: Listener): void {
  process.on(event as "warning", listener as (warning: Error) => void);
}
