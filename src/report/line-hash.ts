const LENGTH = 100;
const END_OF_FILE = "\uffff";

/**
 * The fingerprints by which GitHub code scanning recognises a line again after edits elsewhere, as its own upload action
 * computes them: a polynomial hash, modulo 2^64, of the 100 characters from the start of the line on, with blanks and tabs left
 * out and line ends made `\n`, followed by a count that tells equal ones apart.
 *
 * @returns the fingerprint of a line (which counts from 1); undefined for a line that the file does not have.
 */
export function lineHashes(text: string): (line: number) => string | undefined {
  const normal = `${text.replace(/\r\n?/g, "\n").replace(/[ \t]/g, "")}${END_OF_FILE}`;
  const seen = new Map<string, number>();
  const lines: { readonly content: string; readonly occurrence: number }[] = [];
  for (let start = 0; start < normal.length; start = nextLine(normal, start)) {
    const content = normal.slice(start, start + LENGTH);
    const occurrence = (seen.get(content) ?? 0) + 1;
    seen.set(content, occurrence);
    lines.push({ content, occurrence });
  }
  return (number) => {
    const line = lines[number - 1];
    return line && `${hash(line.content).toString(16)}:${line.occurrence}`;
  };
}

function nextLine(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end + 1;
}

function hash(content: string): bigint {
  let value = 0n;
  for (let index = 0; index < LENGTH; index++) {
    const code = index < content.length ? content.charCodeAt(index) : 0;
    value = BigInt.asUintN(64, value * 37n + BigInt(code));
  }
  return value;
}
