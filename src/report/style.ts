import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Colours a piece of text, or returns it as it is. */
export type Style = (format: Format, text: string) => string;

/** The caller has decided whether colours are wanted: `styleText` itself decides by stream only for single formats on Node 20. */
export function styleFor(colour: boolean): Style {
  return colour ? (format, text) => styleText(format, text, { validateStream: false }) : (_format, text) => text;
}
