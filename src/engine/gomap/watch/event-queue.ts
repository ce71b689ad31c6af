/** Calls of hooks that wait until the operation is done. */
export class EventQueue {
  readonly #calls: (() => void)[] = [];
  #isDelivering = false;

  add(call: () => void): void {
    this.#calls.push(call);
  }

  /**
   * Makes the calls, also those that come up meanwhile: a hook that uses the map gets here again, and leaves the events of that
   * to the call that is under way. Throws what they have thrown.
   */
  deliver(): void {
    if (this.#isDelivering) return;
    const errors: unknown[] = [];
    this.#isDelivering = true;
    for (let i = 0; i < this.#calls.length; i++) {
      try {
        this.#calls[i]!();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#isDelivering = false;
    this.#calls.length = 0;
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} hooks have thrown.`);
    if (errors.length === 1) throw errors[0];
  }
}
