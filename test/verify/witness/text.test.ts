import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { VerifyCase } from "../../../src/verify/case.ts";
import { bindWitness } from "../../../src/verify/witness/bind.ts";
import { WitnessError } from "../../../src/verify/witness/errors.ts";
import { decodeWitness, encodeWitness } from "../../../src/verify/witness/text.ts";
import { cacheCase, file, finding, get, input, member, openFile, openUser, root, run, sizeRead, warm } from "./sample.ts";

const text = encodeWitness({ finding, case: cacheCase, run, root });

test("a witness says what was found where, and binds to the run that it was made of", () => {
  const decoded = decodeWitness(text);
  expect(decoded).toMatchObject({ finding: finding.id, file: "src/cache.ts", line: 7, collection: "this.entries", hazard: run.hazard });
  expect(bindWitness(decoded, cacheCase, file)).toEqual(run);
});

test("is one word that a shell, a string and a comment take as it is", () => {
  expect(text).toMatch(/^rgw1~[\w-]+~[0-9a-z]+$/);
});

test("holds no path of the machine", () => {
  const content = inflateRawSync(Buffer.from(text.split("~")[1]!, "base64url")).toString();
  expect(content).toContain('"../lib/open.ts"');
  // What a string of the input says stays, whatever it looks like.
  expect(content.replace('["module","/project/lib/table.ts"]', "")).not.toContain("/project");
});

test("may be broken into lines", () => {
  const broken = text.replace(/.{40}/g, "$&\n   ");
  expect(decodeWitness(` ${broken}\n`)).toEqual(decodeWitness(text));
});

test.each([
  ["nothing", "", "foreign", "does not begin with `rgw1~`"],
  ["a path", "src/cache.ts", "foreign", "does not begin with `rgw1~`"],
  ["a schedule", run.schedule, "foreign", "a schedule, which is only a part of a witness"],
  ["a later form", text.replace("rgw1", "rgw2"), "too-new", "form 2"],
  ["the last character missing", text.slice(0, -1), "damaged", "check sum"],
  ["the end missing", text.slice(0, 30), "damaged", "cut off"],
  ["a character missing", `${text.slice(0, 20)}${text.slice(21)}`, "damaged", "check sum"],
  ["a character too much", `${text}!`, "damaged", "cut off"],
  ["bytes that are no deflated text", signed("rgw1~abcd"), "damaged", "cannot be unpacked"],
  ["no object", packed("[]"), "damaged", "does not hold a run"],
  ["an unknown hazard", packed(JSON.stringify({ ...decodeWitness(text), hazard: "sloth" })), "damaged", "does not hold a run"],
  ["a call of an entry that it lacks", packed(JSON.stringify({ ...decodeWitness(text), run: { ...decodeWitness(text).run, entries: [] } })), "damaged", "does not hold a run"],
  ["content that does not end", packed(`"${"a".repeat(20_000_000)}"`), "damaged", "cannot be unpacked"],
])("%s is refused", (_what, wrong, problem, said) => {
  const error = errorOf(() => decodeWitness(wrong));
  expect(error).toMatchObject({ problem, message: expect.stringContaining(said) });
  expect(error.hint).toMatch(/\.$/);
});

test("no text with one character replaced is read", () => {
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom(..."abcXYZ019_-~ "), (at, character) => {
      fc.pre(text[at] !== character);
      expect(() => decodeWitness(text.slice(0, at) + character + text.slice(at + 1))).toThrow(WitnessError);
    }),
    { seed: 6, numRuns: 500 },
  );
});

test("fits another order of entries and receivers, and new ones", () => {
  const [cache, store] = cacheCase.receivers;
  const other: VerifyCase = {
    ...cacheCase,
    receivers: [store!, { ...cache!, label: "Pool" }, cache!],
    entries: [openFile, openUser, warm, on(sizeRead, 2), on(get, 1), on(get, 2)],
  };
  const bound = bindWitness(decodeWitness(text), other, file);
  expect(bound.input.receivers).toEqual([input.receivers[1], { kind: "absent", reason: "unresolved", type: "Pool" }, input.receivers[0]]);
  expect(bound.input.setup.map(({ entry }) => entry)).toEqual([0]);
  expect(bound.input.calls.map(({ entry }) => entry)).toEqual([5, 3, 1]);
  expect(bound.input.reentry).toEqual(input.reentry);
});

test("fits a copy of the file in another folder", () => {
  const copy = "/elsewhere/fixed/cache.fixed.ts";
  const moved = JSON.parse(JSON.stringify(cacheCase).replaceAll(file, copy).replaceAll("/project/lib", "/elsewhere/lib").replaceAll("/project/src", "/elsewhere/fixed")) as VerifyCase;
  const bound = bindWitness(decodeWitness(text), moved, copy);
  expect(bound.input.receivers[0]).toMatchObject({ class: { module: copy } });
  expect(bound.input.seeds[0]!.place).toMatchObject({ declared: { module: "/elsewhere/lib/table.ts" } });
  expect(bound.input.calls[2]!.args[0]).toMatchObject({ declared: { module: "node:fs" } });
});

test("fits a function that has moved to another module, unless it could be another one", () => {
  const moved = { ...openUser, target: { kind: "function", declared: member("open", "/project/src/other.ts"), path: [] } } as const;
  const calls = { ...run, input: { ...input, setup: [], reentry: [], calls: [{ entry: 4, args: [] }] } };
  const witness = decodeWitness(encodeWitness({ finding, case: cacheCase, run: calls, root }));
  expect(bindWitness(witness, { ...cacheCase, entries: [warm, moved] }, file).input.calls).toEqual([{ entry: 1, args: [] }]);
  expect(() => bindWitness(witness, { ...cacheCase, entries: [moved, openFile] }, file)).toThrow(WitnessError);
});

test("tells apart what has the same name, by its order", () => {
  const twice = { ...cacheCase, entries: [warm, { ...warm, role: "helper" as const }] };
  const record = { ...run, input: { ...input, setup: [], reentry: [], calls: [{ entry: 1, args: [] }] } };
  const witness = decodeWitness(encodeWitness({ finding, case: twice, run: record, root }));
  expect(bindWitness(witness, twice, file)).toEqual(record);
});

test.each([
  [{ ...cacheCase, entries: [warm, sizeRead, openUser, openFile] }, "it calls `Cache.get`, and it is gone"],
  [{ ...cacheCase, entries: [warm, get, { ...sizeRead, accessor: "set" as const }, openUser, openFile] }, "it calls `Cache.size`"],
  [{ ...cacheCase, receivers: cacheCase.receivers.slice(1) }, "`Cache`, which it is called on, cannot be made any more"],
])("says which function or object is gone (%#)", (changed, said) => {
  expect(errorOf(() => bindWitness(decodeWitness(text), changed, file))).toMatchObject({
    problem: "unbound",
    message: expect.stringContaining(said),
  });
});

function on(entry: typeof get, receiver: number): typeof get {
  return { ...entry, target: { ...entry.target, receiver } as typeof entry.target };
}

function errorOf(action: () => unknown): WitnessError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(WitnessError);
    return error as WitnessError;
  }
  throw new Error("nothing was thrown");
}

function packed(content: string): string {
  return signed(`rgw1~${deflateRawSync(content).toString("base64url")}`);
}

function signed(body: string): string {
  return `${body}~${crc32(body).toString(36)}`;
}
