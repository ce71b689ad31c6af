import { describe, expect, test } from "vitest";
import { FunctionBuilder } from "../../src/ir/builder.ts";
import { type Block, successors, type Terminator } from "../../src/ir/types.ts";

const site = { start: 0, end: 1, origin: undefined };
const build = (): FunctionBuilder => new FunctionBuilder(0, "f", site);

describe("the builder", () => {
  test("puts events into the current block and tells where they are", () => {
    const builder = build();
    const first = builder.emit({ op: "this" }, site);
    const next = builder.newBlock();
    builder.jump(next);
    builder.startAt(next);
    const second = builder.emit({ op: "this" }, site);
    const { blockOf, blocks, sites } = builder.finish();
    expect([blockOf[first], blockOf[second]]).toEqual([0, next]);
    expect(blocks[0]).toEqual({ id: 0, events: [first], terminator: { type: "jump", to: next } });
    expect(sites).toEqual([site, site]);
  });

  test("what follows a jump is dead", () => {
    const builder = build();
    builder.terminate({ type: "return" });
    const ref = builder.emit({ op: "this" }, site);
    const { blocks, blockOf } = builder.finish();
    expect(blocks.flatMap((block) => successors(block))).not.toContain(blockOf[ref]);
  });

  test("an event that may throw ends its block", () => {
    const builder = build();
    const handler = builder.newBlock();
    builder.emit({ op: "this" }, site);
    builder.mayThrow(handler);
    const { blocks } = builder.finish();
    expect(blocks[0]).toMatchObject({ exceptional: handler, terminator: { type: "jump", to: builder.current } });
  });
});

describe("successors", () => {
  test.each<[Terminator, readonly number[]]>([
    [{ type: "jump", to: 1 }, [1]],
    [{ type: "branch", condition: 0, then: 1, else: 2 }, [1, 2]],
    [{ type: "branch", condition: 0, then: 1, else: 1 }, [1]],
    [{ type: "next", iterator: 0, body: 1, done: 2 }, [1, 2]],
    [{ type: "detach", now: 1, later: 2 }, [1]],
    [{ type: "return" }, []],
    [{ type: "throw", value: 0 }, []],
    [{ type: "unreachable" }, []],
  ])("of %j", (terminator, expected) => {
    const block: Block = { id: 0, events: [], terminator, exceptional: 9 };
    expect(successors(block)).toEqual(expected);
  });
});
