import { readFileSync, statSync } from "node:fs";
import { describeFileError } from "./errors.ts";

/** Larger files are data or bundles: the syntax tree takes about 25 bytes per byte. */
const MAXIMUM_BYTES = 20 * 1024 * 1024;

/** Where git, too, stops looking for a NUL byte. */
const SNIFFED_BYTES = 8000;
/** Latin-1 text has next to no control characters; random bytes have one in nine. */
const MAXIMUM_CONTROL_SHARE = 0.02;

export type SourceText = { readonly text: string; readonly reason?: undefined } | { readonly reason: string };

/** The text of a source file without its byte order mark, or why it has none. */
export function readSourceText(file: string): SourceText {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return { reason: "not a regular file" };
    if (stats.size > MAXIMUM_BYTES) {
      return { reason: `larger than ${MAXIMUM_BYTES / 1024 / 1024} MB (${Math.round(stats.size / 1024 / 1024)} MB)` };
    }
    return decodeSource(readFileSync(file));
  } catch (error) {
    return { reason: describeFileError(error) };
  }
}

/** Reads UTF-8, UTF-16 with a byte order mark, and, where the bytes are neither, Latin-1. */
function decodeSource(bytes: Buffer): SourceText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: bytes.toString("utf16le", 2) };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return { text: Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2))).swap16().toString("utf16le") };
  }
  if (bytes.subarray(0, SNIFFED_BYTES).includes(0)) return { reason: "a binary file, not source code" };
  const text = decodeUtf8(bytes) ?? decodeLatin1(bytes);
  if (text === undefined) return { reason: "a binary file, not source code" };
  if (/^\s*<(?:\?xml|!DOCTYPE TS)\b/.test(text)) {
    return { reason: "an XML file (a Qt translation?), not source code" };
  }
  return { text };
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function decodeLatin1(bytes: Buffer): string | undefined {
  const sniffed = bytes.subarray(0, SNIFFED_BYTES);
  const controls = sniffed.reduce((count, byte) => count + (byte === 0x7f || (byte < 0x20 && !isSpace(byte)) ? 1 : 0), 0);
  return controls > sniffed.length * MAXIMUM_CONTROL_SHARE ? undefined : bytes.toString("latin1");
}

function isSpace(byte: number): boolean {
  return byte >= 0x09 && byte <= 0x0d;
}
