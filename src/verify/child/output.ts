import fs from "node:fs";
import process from "node:process";
import { replace } from "./blocked.ts";

const { writeSync } = fs;
const nextTick = process.nextTick.bind(process);

/** How many characters of a case's output are kept. */
const most = 8192;

/** Keeps the beginning of what a case prints. The rest costs no system call. */
export class Output {
  #text = "";
  #dropped = 0;
  readonly #written: (() => void)[] = [];

  install(): void {
    for (const [fd, stream] of [[1, process.stdout], [2, process.stderr]] as const) {
      stream.write = (chunk: unknown, ...rest: unknown[]) => {
        this.#take(fd, textOf(chunk));
        const done = rest.at(-1);
        if (typeof done === "function") this.#later(done as () => void);
        return true;
      };
    }
    this.#takeDescriptors();
  }

  /** Direct writes, too: Node has made these descriptors non-blocking, and a slow reader would make the writes fail. */
  #takeDescriptors(): void {
    const isOutput = (fd: unknown): fd is 1 | 2 => fd === 1 || fd === 2;
    replace(fs, "writeSync", (original) =>
      (fd, data, ...rest) => {
        if (!isOutput(fd)) return Reflect.apply(original, fs, [fd, data, ...rest]);
        const part = partOf(data, rest);
        this.#take(fd, textOf(part));
        return byteLength(part);
      });
    replace(fs, "write", (original) =>
      (fd, data, ...rest) => {
        const done = rest.at(-1);
        if (!isOutput(fd) || typeof done !== "function") return Reflect.apply(original, fs, [fd, data, ...rest]);
        const part = partOf(data, rest);
        this.#take(fd, textOf(part));
        this.#later(() => void Reflect.apply(done, undefined, [null, byteLength(part), data]));
      });
  }

  /** One tick for all: a million lines are no million ticks. */
  #later(done: () => void): void {
    if (this.#written.push(done) > 1) return;
    nextTick(() => {
      for (const each of this.#written.splice(0)) each();
    });
  }

  clear(): void {
    this.#text = "";
    this.#dropped = 0;
  }

  get text(): string {
    return this.#dropped === 0 ? this.#text : `${this.#text}\n[${this.#dropped} more characters]`;
  }

  #take(fd: number, text: string): void {
    const kept = text.slice(0, Math.max(0, most - this.#text.length));
    this.#dropped += text.length - kept.length;
    if (kept === "") return;
    this.#text += kept;
    try {
      // Also to the pipe: when the process crashes, this is what the parent has.
      writeSync(fd, kept);
    } catch {
      // A full or closed pipe: the text is kept here.
    }
  }
}

function textOf(data: unknown): string {
  if (typeof data === "string") return data;
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString() : String(data);
}

function byteLength(data: unknown): number {
  return ArrayBuffer.isView(data) ? data.byteLength : Buffer.byteLength(String(data));
}

/** What `fs.write(fd, data, offset, length)` or `fs.write(fd, data, { offset, length })` writes. */
function partOf(data: unknown, [first, second]: readonly unknown[]): unknown {
  if (!(data instanceof Uint8Array)) return data;
  const isObject = typeof first === "object" && first !== null;
  const { offset = 0, length }: { offset?: unknown; length?: unknown } = isObject ? first : { offset: first, length: second };
  const start = typeof offset === "number" ? offset : 0;
  return data.subarray(start, typeof length === "number" ? start + length : data.length);
}
