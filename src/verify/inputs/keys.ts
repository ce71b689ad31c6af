/**
 * The values that generated keys, ids and elements are taken from. Few of them, so that the same key turns up in several places: in a
 * collection, in another one, and in an argument.
 */
export interface KeyPools {
  /** What is taken most of the time. Not empty. */
  readonly strings: readonly string[];
  readonly numbers: readonly number[];
  /** What is taken now and then: edges, and texts that the code under test compares with. */
  readonly otherStrings: readonly string[];
  readonly otherNumbers: readonly number[];
}

/** How large generated values get. JSON. */
export interface InputOptions {
  readonly keys: KeyPools;
  /** The most entries of a collection; nested ones get fewer. */
  readonly maxEntries: number;
  /** How often a recursive type is unfolded. */
  readonly maxDepth: number;
  /** How many objects of one type are shared between the places that need one. */
  readonly sharedObjects: number;
}

export const defaultInputs: InputOptions = {
  keys: { strings: ["a", "b", "c"], numbers: [1, 2, 3], otherStrings: ["d", "e", "", "abcd", "abcde"], otherNumbers: [0, -1, -2, -3, 10] },
  maxEntries: 5,
  maxDepth: 3,
  sharedObjects: 3,
};
