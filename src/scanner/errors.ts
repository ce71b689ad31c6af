/** The caller asked for something that cannot be done: a path that does not exist, a wrong configuration, nothing to scan. */
export class ScanError extends Error {
  override readonly name = "ScanError";
  /** One sentence: what to do about it. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Why a file or directory could not be read, in words; `error` is what `node:fs` threw. */
export function describeFileError(error: unknown): string {
  switch (fileErrorCode(error)) {
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ENOENT":
    case "ENOTDIR":
      return "not found: deleted meanwhile, or listed by a tsconfig but not there";
    case "ELOOP":
      return "a symbolic link that leads back to itself";
    default:
      return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The `code` of a system error, such as `ENOENT`. */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
