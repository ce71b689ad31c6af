import { EngineInputError, requireCount } from "../errors.ts";
import { checkFullSlice, checkIndex, checkMake, checkSlice } from "./bounds.ts";
import { type GrowthRule, nextCapacity, requireGrowthRule } from "./grow.ts";

/** What Go knows from the element's type. Slices made from a slice have the same. */
export interface SliceOptions {
  /** Bytes of an element, as `unsafe.Sizeof` says; capacities depend on it. 8 unless given, as for `int` on 64-bit systems. */
  readonly elemSize?: number;
  /** `go1.18` unless given. */
  readonly growth?: GrowthRule;
}

/** With the element's zero value, which every slot holds at first. They share it: an object should not be changed. */
export interface ZeroedSliceOptions<T> extends SliceOptions {
  readonly zero: T;
}

interface ElementType<T> extends Required<SliceOptions> {
  readonly zero: T;
}

/** More than an array of V8 holds in one piece. */
const maxSlots = 2 ** 27;

/**
 * A Go slice: an unchangeable header (start, length, capacity) over an array that other slices may share. Capacities are those of
 * 64-bit Go for elements of `elemSize` bytes; memory is taken only up to the last slot that was written. Go 1.19, runtime/slice.go.
 */
export class GoSlice<T> implements Iterable<T> {
  /** In elements. */
  readonly length: number;
  /** In elements, from the slice's first one. */
  readonly capacity: number;
  readonly #type: ElementType<T>;
  /** The shared array, up to the last slot that was written. None: a nil slice. */
  readonly #slots: T[] | undefined;
  readonly #start: number;

  private constructor(type: ElementType<T>, slots: T[] | undefined, start: number, length: number, capacity: number) {
    this.#type = type;
    this.#slots = slots;
    this.#start = start;
    this.length = length;
    this.capacity = capacity;
  }

  /**
   * `make([]T, length, capacity)`. Without `zero`, slots hold `undefined` at first.
   *
   * @throws GoPanic `runtime error: makeslice: len out of range` (or `cap`): negative, above 2^48 bytes, or capacity below length.
   * @throws EngineInputError when a number is no integer, or the growth rule is unknown.
   */
  static make<T>(length: number, capacity: number | undefined, options: ZeroedSliceOptions<T>): GoSlice<T>;
  static make<T>(length: number, capacity?: number, options?: SliceOptions): GoSlice<T | undefined>;
  static make<T>(length: number, capacity: number = length, options: Partial<ZeroedSliceOptions<T>> = {}): GoSlice<T | undefined> {
    const type = elementType(options);
    checkMake(length, capacity, type.elemSize);
    return new GoSlice(type, [], 0, length, capacity);
  }

  /** `[]T(nil)`: length and capacity 0, and `append` works. @throws EngineInputError when `make` does. */
  static nil<T>(options: ZeroedSliceOptions<T>): GoSlice<T>;
  static nil<T>(options?: SliceOptions): GoSlice<T | undefined>;
  static nil<T>(options: Partial<ZeroedSliceOptions<T>> = {}): GoSlice<T | undefined> {
    return new GoSlice(elementType(options), undefined, 0, 0, 0);
  }

  /** `s == nil`. An empty slice need not be nil. */
  get isNil(): boolean {
    return this.#slots === undefined;
  }

  /**
   * `s[index]`.
   *
   * @throws GoPanic `runtime error: index out of range [5] with length 3`.
   * @throws EngineInputError when `index` is no integer.
   */
  get(index: number): T {
    checkIndex(index, this.length);
    return this.#read(index);
  }

  /** `s[index] = value`: all slices that share the slot see it. @throws what `get` does. */
  set(index: number, value: T): void {
    checkIndex(index, this.length);
    this.#write(index, value);
  }

  /**
   * `append(s, ...values)`. While there is capacity, the values go into the shared array, over what other slices have there; else
   * the result has an array of its own. Takes as many values as a call can have arguments, about 100,000.
   *
   * @throws GoPanic `runtime error: growslice: cap out of range` above 2^48 bytes.
   * @throws EngineInputError when a slot beyond the first 2^27 of the array would be written; so do `set` and `copyFrom`.
   */
  append(...values: readonly T[]): GoSlice<T> {
    if (values.length === 0) return this;
    const { elemSize, growth } = this.#type;
    const length = this.length + values.length;
    const capacity = nextCapacity({ capacity: this.capacity, needed: length, elemSize, rule: growth });
    const grown =
      length <= this.capacity
        ? new GoSlice(this.#type, this.#slots, this.#start, length, capacity)
        : new GoSlice(this.#type, this.#written(), 0, length, capacity);
    for (let at = 0; at < values.length; at++) grown.#write(this.length + at, values[at]!);
    return grown;
  }

  /**
   * `s[low:high]`, or `s[low:high:max]`, where `max` ends the capacity. `high` may exceed the length, up to the capacity.
   *
   * @throws GoPanic `runtime error: slice bounds out of range [:6] with capacity 5` and its other forms.
   * @throws EngineInputError when a bound is no integer.
   */
  slice(low: number = 0, high: number = this.length, max?: number): GoSlice<T> {
    if (max === undefined) checkSlice(low, high, this.capacity);
    else checkFullSlice(low, high, max, this.capacity);
    return new GoSlice(this.#type, this.#slots, this.#start + low, high - low, (max ?? this.capacity) - low);
  }

  /** `copy(s, source)`: as many elements as both have, also when they overlap. Returns how many. */
  copyFrom(source: GoSlice<T>): number {
    const count = Math.min(this.length, source.length);
    // Where they overlap, no slot may be overwritten before it is read.
    const isBackward = this.#start > source.#start;
    for (let done = 0; done < count; done++) {
      const at = isBackward ? count - 1 - done : done;
      this.#write(at, source.#read(at));
    }
    return count;
  }

  /** As `range` does: the length is that of the header, the elements are those of the moment. */
  *[Symbol.iterator](): Generator<T, undefined> {
    for (let index = 0; index < this.length; index++) yield this.#read(index);
  }

  /** The elements, in an array of its own. */
  toArray(): T[] {
    return [...this];
  }

  /** Whether some slot belongs to the capacity of both. */
  sharesMemoryWith(other: GoSlice<T>): boolean {
    if (this.#slots === undefined || this.#slots !== other.#slots) return false;
    return Math.max(this.#start, other.#start) < Math.min(this.#start + this.capacity, other.#start + other.capacity);
  }

  #read(index: number): T {
    const slots = this.#slots!;
    const slot = this.#start + index;
    return slot < slots.length ? slots[slot]! : this.#type.zero;
  }

  #write(index: number, value: T): void {
    const slots = this.#slots!;
    const slot = this.#start + index;
    if (slot >= maxSlots) {
      throw new EngineInputError("too-many-slots", `slot ${slot} cannot be written: an array has at most ${maxSlots} here`);
    }
    while (slots.length < slot) slots.push(this.#type.zero);
    slots[slot] = value;
  }

  /** A copy of the elements, without those at the end that nobody wrote. */
  #written(): T[] {
    return this.#slots?.slice(this.#start, this.#start + this.length) ?? [];
  }
}

function elementType<T>(options: Partial<ZeroedSliceOptions<T>>): ElementType<T | undefined> {
  const { elemSize = 8, growth = "go1.18", zero } = options;
  requireCount("elemSize", elemSize);
  requireGrowthRule(growth);
  return { elemSize, growth, zero };
}
