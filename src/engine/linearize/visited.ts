/** The calls that have a place, as a set of bits, and the memo of the sets and states that the search has been in (Lowe 2017). */
export class Visited {
  readonly #words: Uint16Array;
  readonly #seen = new Set<string>();
  /** No word after this one has ever had a bit. */
  #highest = 0;

  constructor(count: number) {
    this.#words = new Uint16Array((count >> 4) + 1);
  }

  add(call: number): void {
    const word = call >> 4;
    this.#words[word]! |= 1 << (call & 15);
    if (word > this.#highest) this.#highest = word;
  }

  remove(call: number): void {
    this.#words[call >> 4]! &= ~(1 << (call & 15));
  }

  /** Whether this set has not been met in this state before. @param firstOpen every call before this one is in the set. */
  isNew(firstOpen: number, state: string): boolean {
    const before = this.#seen.size;
    this.#seen.add(this.#text(firstOpen) + state);
    return this.#seen.size > before;
  }

  /** Only the words that differ from those of a set of all calls up to some call: histories are long, what overlaps is short. */
  #text(firstOpen: number): string {
    const from = firstOpen >> 4;
    let to = this.#highest;
    while (to >= from && this.#words[to] === 0) to--;
    let text = `${from},${to};`;
    for (let word = from; word <= to; word++) text += String.fromCharCode(this.#words[word]!);
    return text;
  }
}
