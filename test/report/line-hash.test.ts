import { expect, test } from "vitest";
import { lineHashes } from "../../src/report/line-hash.ts";

function hashesOf(text: string, lines: number): (string | undefined)[] {
  const hashOf = lineHashes(text);
  return Array.from({ length: lines }, (_, index) => hashOf(index + 1));
}

// The expected values are those of the code scanning upload action's own tests.
test("computes the fingerprints that GitHub's upload action computes", () => {
  expect(hashesOf("", 1)).toEqual(["c129715d7a2bc9a3:1"]);
  expect(hashesOf(" a\nb\n  \t\tc\n d", 4)).toEqual([
    "271789c17abda88f:1",
    "54703d4cd895b18:1",
    "180aee12dab6264:1",
    "a23a3dc5e078b07b:1",
  ]);
});

test.each(["\n", "\r", "\r\n"])("treats the line end %j like any other", (end) => {
  const text = [" hello; \t", "world!!!", "", "", "  \t\tGreetings", " End", ""].join(end);
  expect(hashesOf(text, 7)).toEqual([
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
  ]);
});

test("counts equal lines", () => {
  expect(hashesOf("Lorem ipsum dolor sit amet.\n".repeat(10), 7)).toEqual([
    "a7f2ff13bc495cf2:1",
    "a7f2ff13bc495cf2:2",
    "a7f2ff13bc495cf2:3",
    "a7f2ff13bc495cf2:4",
    "a7f2ff13bc495cf2:5",
    "a7f2ff13bc495cf2:6",
    "a7f2ff1481e87703:1",
  ]);
});

test("knows no line past the end", () => {
  expect(lineHashes("a\n")(3)).toBeUndefined();
});
