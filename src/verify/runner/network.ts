import type { VirtualLoop } from "../loop/virtual-loop.ts";

/** Told of a request: its URL. */
type Requested = (url: string) => void;

/**
 * Stands for the network, which there is none: `fetch` gives an empty, successful answer when the schedule says so. What the code does with it
 * is its own.
 */
export function installNetwork(loop: VirtualLoop, requested: Requested): void {
  const fetch = (input: string | URL | Request, { signal }: RequestInit = {}): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input);
    requested(url);
    return loop.external(`fetch ${url}`, () => new Response("{}", { headers: { "content-type": "application/json" } }), signal ? { signal } : {});
  };
  Object.defineProperty(globalThis, "fetch", { value: fetch, writable: true, configurable: true, enumerable: true });
}
