import dgram from "node:dgram";
import dns from "node:dns";
import net from "node:net";
import process from "node:process";
import { replace, type Refuse } from "./blocked.ts";

/** Refuses the network as a network would: by `error` events, callbacks and rejections, not by what no real run can throw. */
export function guardNetwork(refuse: Refuse): void {
  guardSockets(refuse);
  guardDatagrams(refuse);
  guardNames(refuse);
  guardFetch(refuse);
}

/** `net`, `tls`, `http`, `https`, `http2`, undici and `WebSocket` all connect through this one method. */
function guardSockets(refuse: Refuse): void {
  replace(net.Socket.prototype, "connect", (original) =>
    function (...args) {
      const error = refuse("network", `connect to ${address(args)}`);
      // Node's own way to an error, for a name that cannot be found: what listens sees what it would see without a network.
      const lookup = (_host: unknown, _options: unknown, done: (error: Error) => void): void => process.nextTick(done, error);
      return Reflect.apply(original, this, [{ host: "blocked.invalid", port: 1, lookup }]);
    });
  replace(net.Server.prototype, "listen", () =>
    function (this: net.Server, ...args) {
      const error = refuse("network", `listen on ${address(args)}`);
      process.nextTick(() => this.emit("error", error));
      return this;
    } as (this: unknown, ...args: unknown[]) => unknown);
}

function guardDatagrams(refuse: Refuse): void {
  for (const name of ["bind", "connect", "send"]) {
    replace(dgram.Socket.prototype, name, () =>
      function (this: dgram.Socket, ...args) {
        const error = refuse("network", `${name} of a UDP socket`);
        const done = args.at(-1);
        process.nextTick(() => {
          if (name === "send" && typeof done === "function") Reflect.apply(done, this, [error]);
          else this.emit("error", error);
        });
        return name === "bind" ? this : undefined;
      } as (this: unknown, ...args: unknown[]) => unknown);
  }
}

function guardNames(refuse: Refuse): void {
  const isQuery = (name: string): boolean => /^(lookup|resolve|reverse)/.test(name);
  for (const holder of [dns, dns.Resolver.prototype]) {
    for (const name of Object.getOwnPropertyNames(holder).filter(isQuery)) {
      replace(holder, name, () => (...args) => {
        const error = refuse("network", `dns.${name} of ${String(args[0])}`);
        const done = args.at(-1);
        if (typeof done === "function") process.nextTick(done, error);
      });
    }
  }
  for (const holder of [dns.promises, dns.promises.Resolver.prototype]) {
    for (const name of Object.getOwnPropertyNames(holder).filter(isQuery)) {
      replace(holder, name, () => (...args) => Promise.reject(refuse("network", `dns.promises.${name} of ${String(args[0])}`)));
    }
  }
}

/** What `fetch` reads without a network stays as it is: `data:` and `blob:`. */
function guardFetch(refuse: Refuse): void {
  replace(globalThis, "fetch", (original) =>
    function (...args) {
      const url = urlOf(args[0]);
      if (!/^(https?|wss?):/.test(url)) return Reflect.apply(original, this, args);
      return Promise.reject(new TypeError("fetch failed", { cause: refuse("network", `fetch ${url}`) }));
    });
}

function urlOf(input: unknown): string {
  const text = input instanceof Request ? input.url : String(input);
  return URL.canParse(text) ? new URL(text).href : text;
}

/** Arguments are `(port, host)`, `(path)`, `(options)`, or these as Node has normalised them: in an array. */
function address(args: readonly unknown[]): string {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === "object" && first !== null) {
    const { path, host = "localhost", port = 0 } = first as { path?: unknown; host?: unknown; port?: unknown };
    return typeof path === "string" && port === 0 ? path : `${String(host)}:${String(port)}`;
  }
  if (typeof first === "string" && !/^\d+$/.test(first)) return first;
  return `${typeof second === "string" ? second : "localhost"}:${String(first)}`;
}
