import fc from "fast-check";
import { expect, test } from "vitest";
import { Points } from "../../src/analysis/points.ts";

const position = fc.record({ block: fc.nat(5), index: fc.nat(8) });

test("the next and the last point of a block are those that a look at all gives", () => {
  fc.assert(
    fc.property(fc.array(position, { maxLength: 20 }), position, (positions, { block, index }) => {
      const points = new Points(positions);
      const inBlock = positions.filter((point) => point.block === block).map((point) => point.index);
      expect(points.next(block, index)).toBe(Math.min(...inBlock.filter((at) => at >= index)));
      expect(points.last(block, index)).toBe(Math.max(-1, ...inBlock.filter((at) => at <= index)));
      expect(points.has({ block, index })).toBe(inBlock.includes(index));
    }),
    { seed: 20_261_121 },
  );
});
