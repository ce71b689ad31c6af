/** Control characters, the marks that change the direction of text, and Unicode's line and paragraph separators. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;

/**
 * Makes text from a scanned project harmless on a terminal: control characters, with which it could move the cursor, recolour
 * or reorder what is shown, become visible escapes such as `\x1b` and `\u{202e}`.
 */
export function visible(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0)!;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}

/** `count("file", 2)` is "2 files". */
export function count(noun: string, number: number): string {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** Duration for people: "830 ms", "4.2 s", "3 min 5 s". */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Breaks text between words into lines of at most `width` characters; a longer word gets a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Fills the paragraphs and list items of a Markdown text anew, to lines of at most `width` characters. */
export function reflow(markdown: string, width: number): string {
  const fill = (paragraph: string) => {
    const indent = paragraph.startsWith("- ") ? "  " : "";
    return wrap(paragraph.replace(/\n\s*/g, " "), width - indent.length).join(`\n${indent}`);
  };
  const blocks = markdown.split("\n\n");
  return blocks.map((block) => block.split(/\n(?=- )/).map(fill).join("\n")).join("\n\n");
}

function grouped(number: number): string {
  return number.toLocaleString("en-US");
}
