import fs from "node:fs";
import { basename, dirname, resolve, sep } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { replace, type BlockedAccessError, type Refuse } from "./blocked.ts";
import { descriptors } from "./protocol.ts";

/** Which arguments of a function are paths that it changes. */
const written: Readonly<Record<string, readonly number[]>> = {
  appendFile: [0],
  chmod: [0],
  chown: [0],
  copyFile: [1],
  cp: [1],
  lchmod: [0],
  lchown: [0],
  // Who has a second name of a file can write to it.
  link: [0, 1],
  lutimes: [0],
  mkdir: [0],
  mkdtemp: [0],
  mkdtempDisposable: [0],
  rename: [0, 1],
  rm: [0],
  rmdir: [0],
  truncate: [0],
  unlink: [0],
  utimes: [0],
  writeFile: [0],
};

/** Functions of file descriptors: the channel's own are not for user code. */
const ofDescriptors = ["close", "read", "readv", "write", "writev", "ftruncate", "fchmod", "fchown", "futimes"];

const { realpathSync, lstatSync, constants } = fs;
const { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND } = constants;

/** Lets the functions of `node:fs` change nothing outside of a folder. */
export function guardFiles(temporary: string, refuse: Refuse): void {
  const judge = (name: string, args: readonly unknown[]): BlockedAccessError | null => {
    const outside = pathsOf(name, args).find((path) => path !== null && !isInside(path, temporary));
    return outside == null ? null : refuse("write", `fs.${name} of ${outside}`);
  };
  for (const name of [...Object.keys(written), "open", "symlink"]) guardFunction(name, judge);
  for (const name of ofDescriptors) {
    guardFunction(name, (_, [fd]) => (isReserved(fd) ? refuse("limits", `fs.${name} of file descriptor ${Number(fd)}`) : null));
  }
}

function guardFunction(name: string, judge: (name: string, args: readonly unknown[]) => BlockedAccessError | null): void {
  replace(fs, `${name}Sync`, (original) =>
    function (...args) {
      const error = judge(name, args);
      if (error !== null) throw error;
      return Reflect.apply(original, this, args);
    });
  replace(fs, name, (original) =>
    function (...args) {
      const error = judge(name, args);
      if (error === null) return Reflect.apply(original, this, args);
      const done = args.at(-1);
      if (typeof done !== "function") throw error;
      process.nextTick(done, error);
    });
  replace(fs.promises, name, (original) =>
    function (...args) {
      const error = judge(name, args);
      return error === null ? Reflect.apply(original, this, args) : Promise.reject(error);
    });
}

function pathsOf(name: string, args: readonly unknown[]): (string | null)[] {
  if (name === "open") return writes(args[1]) ? [pathOf(args[0])] : [];
  if (name !== "symlink") return written[name]!.map((index) => pathOf(args[index]));
  const [target, path] = [pathOf(args[0], false), pathOf(args[1])];
  return [path, target === null || path === null ? null : resolve(dirname(path), target)];
}

/** Null for what is no path: a file descriptor, a `FileHandle`, or a mistake that the function itself reports. */
function pathOf(value: unknown, isResolved = true): string | null {
  const text = value instanceof URL ? urlPath(value) : value instanceof Uint8Array ? Buffer.from(value).toString() : value;
  if (typeof text !== "string") return null;
  return isResolved ? resolve(text) : text;
}

function urlPath(url: URL): string | null {
  try {
    return fileURLToPath(url);
  } catch {
    return null;
  }
}

function writes(flags: unknown): boolean {
  if (typeof flags === "number") return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND)) !== 0;
  return typeof flags === "string" && /[wa+]/.test(flags);
}

function isInside(path: string, temporary: string): boolean {
  const real = realPath(path);
  return real !== null && (real === temporary || real.startsWith(temporary + sep));
}

/** Where a path leads, when its last parts need not be there yet. Null for a symbolic link that leads nowhere. */
function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined || dirname(path) === path) return null;
    const parent = realPath(dirname(path));
    return parent === null ? null : resolve(parent, basename(path));
  }
}

function isReserved(fd: unknown): boolean {
  return (Object.values(descriptors) as unknown[]).includes(fd);
}
