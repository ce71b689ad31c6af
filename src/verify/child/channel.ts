import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { descriptors, type FromChild, type ToChild } from "./protocol.ts";

// Taken before user code can replace them.
const write = writeSync;
const { parse, stringify } = JSON;
const bytesOf = Buffer.from.bind(Buffer) as (text: string) => Uint8Array;

/** The child's side of the channel. Messages are written at once, so that they arrive whatever the code does next. */
export class Channel {
  readonly #socket = new Socket({ fd: descriptors.fromParent, readable: true, writable: false });
  #token = "";
  #rest = "";

  constructor(receive: (message: ToChild) => void, closed: () => void) {
    this.#socket.setEncoding("utf8");
    this.#socket.on("data", (text) => this.#push(String(text), receive));
    this.#socket.on("close", closed).on("error", closed);
  }

  set token(token: string) {
    this.#token = token;
  }

  /** @throws TypeError when the message is no JSON. */
  send(message: FromChild): void {
    // Begins with a line end, for user code may have written half a line.
    const bytes = bytesOf(`\n${this.#token}${stringify(message)}\n`);
    for (let at = 0; at < bytes.length; ) at += write(descriptors.toParent, bytes, at);
  }

  /** While it is idle, the process ends as soon as nothing else is pending. */
  set isIdle(isIdle: boolean) {
    if (isIdle) this.#socket.unref();
    else this.#socket.ref();
  }

  #push(text: string, receive: (message: ToChild) => void): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop()!;
    for (const line of lines) receive(parse(line) as ToChild);
  }
}
