import { successors, type Event, type IrFunction, type Key, type Ref, type Terminator } from "./types.ts";

const refs = (list: readonly Ref[]): string => list.map((ref) => `%${ref}`).join(", ");
const key = (k: Key): string => (typeof k === "string" ? `.${k}` : `[%${k}]`);

function printEvent(event: Event): string {
  switch (event.op) {
    case "parameter":
      return `parameter ${event.rest ? "..." : ""}${event.index}`;
    case "constant":
      return `constant ${JSON.stringify(event.value) ?? "undefined"}`;
    case "load":
      return `load ${event.binding.name}`;
    case "store":
      return `store ${event.binding.name} = %${event.value}`;
    case "field":
      return `field %${event.object}${key(event.key)}`;
    case "put":
      return `put %${event.object}${key(event.key)} = %${event.value}`;
    case "remove":
      return `remove %${event.object}${key(event.key)}`;
    case "call": {
      const target = event.callee === undefined ? `%${event.receiver}${key(event.method ?? "?")}` : `%${event.callee}`;
      const spread = event.spreadFrom < 0 ? "" : ` spread from ${event.spreadFrom}`;
      return `${event.construct ? "construct" : "call"} ${target}(${refs(event.args)})${spread}`;
    }
    case "closure":
      return `closure #${event.function}`;
    case "allocate":
      return `allocate ${event.kind}(${refs(event.parts)})`;
    case "compute":
      return `compute ${event.operator}(${refs(event.operands)})`;
    case "choose":
    case "unknown":
      return `${event.op} ${refs(event.operands)}`;
    case "iterate-open":
      return `iterate-open %${event.source} ${event.form} ${event.view}`;
    case "iterate-step":
    case "iterate-key":
    case "iterate-close":
      return `${event.op} %${event.iterator}`;
    case "suspend":
      return `suspend ${event.how}${event.value === undefined ? "" : ` %${event.value}`}`;
    case "this":
      return "this";
  }
}

function printTerminator(terminator: Terminator): string {
  switch (terminator.type) {
    case "jump":
      return `jump b${terminator.to}`;
    case "branch":
      return `branch %${terminator.condition} ? b${terminator.then} : b${terminator.else}`;
    case "next":
      return `next %${terminator.iterator} ? b${terminator.body} : b${terminator.done}`;
    case "detach":
      return `detach now b${terminator.now} later b${terminator.later}`;
    case "return":
    case "throw":
      return terminator.value === undefined ? terminator.type : `${terminator.type} %${terminator.value}`;
    case "unreachable":
      return "unreachable";
  }
}

function reachable(fn: IrFunction): Set<number> {
  const seen = new Set([0]);
  const stack = [0];
  while (stack.length > 0) {
    const block = fn.blocks[stack.pop()!]!;
    const next = [...successors(block)];
    if (block.exceptional !== undefined) next.push(block.exceptional);
    if (block.terminator.type === "detach") next.push(block.terminator.later);
    for (const id of next) {
      if (!seen.has(id)) {
        seen.add(id);
        stack.push(id);
      }
    }
  }
  return seen;
}

/** The function's graph as text, for tests and for people; blocks that control cannot reach are left out. */
export function printFunction(fn: IrFunction): string {
  const lines = [`function #${fn.id} ${fn.name} [${fn.site.start}, ${fn.site.end})`];
  const live = reachable(fn);
  for (const block of fn.blocks) {
    if (!live.has(block.id)) continue;
    lines.push(`  b${block.id}:`);
    for (const ref of block.events) {
      const site = fn.sites[ref]!;
      lines.push(`    %${ref} = ${printEvent(fn.events[ref]!)}  [${site.start}, ${site.end})`);
    }
    const exceptional = block.exceptional === undefined ? "" : ` | throws b${block.exceptional}`;
    lines.push(`    ${printTerminator(block.terminator)}${exceptional}`);
  }
  return lines.join("\n");
}
