import type { LoopCall } from "../../../src/verify/loop/result.ts";
import type { VirtualLoop } from "../../../src/verify/loop/virtual-loop.ts";

/** Two calls that load one key: a check, an await, and an act. */
export class DoubleLoad {
  loads = 0;

  readonly make = (loop: VirtualLoop): LoopCall[] => {
    this.loads = 0;
    const cache = new Map<string, number>();
    const load = async (key: string) => {
      if (!cache.has(key)) {
        await loop.external("read", { value: 1 });
        this.loads++;
        cache.set(key, await loop.external("parse", { value: 2 }));
      }
      return cache.get(key);
    };
    return [
      { label: "load k", start: () => load("k") },
      { label: "load k", start: () => load("k") },
    ];
  };

  readonly check = (): string | null => (this.loads > 1 ? `loaded ${this.loads} times` : null);
}

/** Calls of nothing but externals, `awaits` each. */
export function awaitingCalls(count: number, awaits: number): (loop: VirtualLoop) => LoopCall[] {
  return (loop) =>
    Array.from({ length: count }, (_, call) => ({
      label: `call ${call}`,
      start: async () => {
        for (let i = 0; i < awaits; i++) await loop.external(`step ${i}`, { value: i });
      },
    }));
}
