import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { replayChanged } from "../../src/verify/replay-changed.ts";
import type { DecodedWitness } from "../../src/verify/witness/stored.ts";

/** The walk of `listeners` is a copy by now. No finding is about that of `hooks`. */
const fixed = `export class Hub {
  private readonly listeners = new Map<string, () => void>();
  private readonly hooks = new Set<() => void>();

  on(key: string, listener: () => void): void {
    this.listeners.set(key, listener);
    this.hooks.add(listener);
  }

  emit(): void {
    [...this.listeners.values()].forEach((listener) => listener());
    this.flush(this.hooks);
  }

  private flush(hooks: Iterable<() => void>): void {
    for (const hook of hooks) hook();
  }
}
`;

const on = (key: string, name: string) => ({ entry: 1, args: [key, { kind: "function", name, returns: [] }] }) as const;

const hub = { module: ".", name: "Hub", isExported: true, localName: "Hub" };

/** A listener adds another one while `emit` calls it. */
const witness: DecodedWitness = {
  finding: "70efccd77d58dca2",
  file: "hub.ts",
  line: 11,
  collection: "this.listeners",
  hazard: "insert-during-iteration",
  run: {
    entries: ["Hub.emit", "Hub.on"].map((label) => ({ label, on: 0, number: 0 })),
    receivers: [{ kind: "instance", label: "Hub", number: 0, value: { kind: "instance", class: hub, args: [], seeds: [] } }],
    seeds: [],
    setup: [on("a", "listener#1")],
    calls: [{ entry: 0, args: [] }],
    reentry: [{ at: 0, call: on("b", "listener#2") }],
  },
  schedule: "rg1~x.1~~2.1hdwa97~1c4zc65",
};

test("callbacks that call back into the code are not handed to places that no finding is about", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "rangeguard-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  writeFileSync(join(cwd, "hub.ts"), fixed);
  const { results, note } = await replayChanged(witness, { cwd }, join(cwd, "prepared"));
  expect(results).toEqual([]);
  expect(note).toMatch(/ Its calls were not made: its callbacks call back into the code, and the places that the calls lead to are not flagged for that\.$/);
});
