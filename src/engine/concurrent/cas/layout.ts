import { describeValue, EngineInputError } from "../../errors.ts";

/** The most distinct keys that a map can be created for: its buffer then takes 1.5 GB. */
const maxCapacity = 2 ** 26;

/** The words of the header, which are 32 bits each. */
const magicWord = 0;
const versionWord = 1;
export const capacityWord = 2;
/** How many slots have been claimed. */
export const claimedWord = 3;
export const headerWords = 16;

/** "CasM". */
const magic = 0x4361734d;
const version = 1;

/** Where what is in the buffer. */
interface Layout {
  /** The slots that keys are hashed to: a power of two, so that at most half of them are in use. Key 0 has one more. */
  readonly slots: number;
  /** In bytes. */
  readonly values: number;
  readonly keys: number;
  readonly size: number;
}

export function layoutOf(capacity: number): Layout {
  const slots = 2 ** Math.ceil(Math.log2(2 * capacity));
  const values = headerWords * Int32Array.BYTES_PER_ELEMENT;
  const keys = values + (slots + 1) * BigInt64Array.BYTES_PER_ELEMENT;
  return { slots, values, keys, size: keys + (slots + 1) * Int32Array.BYTES_PER_ELEMENT };
}

/** @throws EngineInputError `bad-capacity` */
export function createBuffer(capacity: number): SharedArrayBuffer {
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > maxCapacity) {
    const wanted = `the number of distinct keys, an integer from 1 to ${maxCapacity}`;
    throw new EngineInputError("bad-capacity", `CasMap: capacity must be ${wanted}, not ${describeValue(capacity)}`);
  }
  const buffer = new SharedArrayBuffer(layoutOf(capacity).size);
  const header = new Int32Array(buffer, 0, headerWords);
  header[versionWord] = version;
  header[capacityWord] = capacity;
  Atomics.store(header, magicWord, magic);
  return buffer;
}

/** @throws EngineInputError `bad-buffer`, when it is not what `createBuffer` made */
export function checkBuffer(buffer: SharedArrayBuffer): void {
  if (!(buffer instanceof SharedArrayBuffer)) throw badBuffer(`${describeValue(buffer)} is not a SharedArrayBuffer`);
  if (buffer.byteLength < headerWords * Int32Array.BYTES_PER_ELEMENT) throw badBuffer(`its ${buffer.byteLength} bytes hold no header`);
  const header = new Int32Array(buffer, 0, headerWords);
  if (Atomics.load(header, magicWord) !== magic) throw badBuffer("it does not begin as the buffer of a CasMap does");
  if (header[versionWord] !== version) throw badBuffer(`its layout is of version ${header[versionWord]}, known is ${version}`);
  const capacity = header[capacityWord]!;
  if (capacity < 1 || capacity > maxCapacity) throw badBuffer(`its header says a capacity of ${capacity}`);
  const { size, slots } = layoutOf(capacity);
  if (buffer.byteLength !== size) throw badBuffer(`a capacity of ${capacity} takes ${size} bytes, it has ${buffer.byteLength}`);
  const claimed = Atomics.load(header, claimedWord);
  if (claimed < 0 || claimed > slots + 1) throw badBuffer(`its header says that ${claimed} of ${slots + 1} slots are claimed`);
}

function badBuffer(reason: string): EngineInputError {
  const advice = "Pass the `buffer` of a map that CasMap.create made, as it was posted to this thread, and write to it by CasMap alone.";
  return new EngineInputError("bad-buffer", `CasMap.attach: ${reason}. ${advice}`);
}
