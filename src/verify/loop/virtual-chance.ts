import crypto from "node:crypto";
import type { Host } from "./host.ts";
import type { Patches } from "./patches.ts";
import { fill, fractionOf, uuidOf } from "./randomness.ts";

type Done<T> = (error: null, value: T) => void;

/** Makes `Math.random` and what `node:crypto` and Web Crypto draw follow from the seed of the schedule. */
export function patchChance(patches: Patches, host: Host): void {
  const { word } = host;
  const random = () => fractionOf(word);
  const randomUUID = () => uuidOf(word);
  const getRandomValues = <View extends ArrayBufferView>(view: View): View => {
    fill(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), word);
    return view;
  };
  const later = <T>(label: string, value: T, done: Done<T> | undefined): T | undefined => {
    if (typeof done !== "function" || host.run === null) return value;
    host.add({ kind: "external", label, milliseconds: 1, fire: () => done(null, value) });
    return undefined;
  };
  const randomBytes = (size: number, done?: Done<Buffer>) => later("crypto.randomBytes", getRandomValues(Buffer.alloc(size)), done);
  const randomInt = (a: number, b?: number | Done<number>, done?: Done<number>) => {
    const [from, to, then] = typeof b === "number" ? [a, b, done] : [0, a, b];
    return later("crypto.randomInt", from + Math.floor(random() * (to - from)), then);
  };
  patches.replace(Math, "random", random);
  // The module's own getRandomValues cannot be replaced: it reads the one of Web Crypto.
  patches.replace(crypto.webcrypto, "getRandomValues", getRandomValues);
  patches.replace(crypto.webcrypto, "randomUUID", randomUUID);
  patches.replace(crypto, "randomUUID", randomUUID);
  patches.replace(crypto, "randomBytes", randomBytes);
  patches.replace(crypto, "randomInt", randomInt);
}
