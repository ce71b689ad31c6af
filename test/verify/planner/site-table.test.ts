import { expect, test } from "vitest";
import { SiteTable } from "../../../src/verify/planner/site-table.ts";

test("equal sites are one, others get the next number", () => {
  const table = new SiteTable();
  expect(table.at("read", "/a.ts", 3, 5, "m")).toBe(1);
  expect(table.at("read", "/a.ts", 3, 6)).toBe(2);
  expect(table.at("write", "/a.ts", 3, 5)).toBe(3);
  expect(table.at("read", "/b.ts", 3, 5)).toBe(4);
  expect(table.at("read", "/a.ts", 3, 5, "other")).toBe(1);
  expect(table.get(1)).toEqual({ id: 1, role: "read", file: "/a.ts", start: 3, end: 5, collection: "m" });
  expect([...table.byFile()].map(([file, sites]) => [file, sites.map(({ id }) => id)])).toEqual([["/a.ts", [1, 2, 3]], ["/b.ts", [4]]]);
});

test("an unknown number is refused", () => {
  expect(() => new SiteTable().get(1)).toThrow(new RangeError("There is no site 1: the table has 0."));
});
