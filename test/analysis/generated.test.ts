import { expect, test } from "vitest";
import { hazardsIn } from "./subject.ts";

const repeat = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, index) => make(index)).join("\n");

test("thousands of definitions that meet one after the other are no recursion", () => {
  const body = repeat(2000, (i) => `if (xs[i] === "${i}") xs.splice(i, 1);`);
  expect(hazardsIn(`for (let i = 0; i < xs.length; i++) { ${body} }`)).toEqual(["shift recommended"]);
});

test("thousands of conditional changes in one loop are all found", () => {
  const body = repeat(1000, (i) => `if (k(x, ${i})) xs.push(\`\${x}${i}\`);`);
  expect(hazardsIn(`for (const x of xs) { ${body} k(x); }`, "xs: string[], k: any")).toHaveLength(1000);
});
