import type { CallEvent, Event, IrFunction, Ref } from "../ir/types.ts";

/** What is called, as far as it has names: `this.mutex.runExclusive`. */
export function calledName(ir: IrFunction, { callee, receiver, method }: CallEvent): string {
  return nameOf(ir, callee ?? receiver, typeof method === "string" ? [method] : []);
}

/** A member, as far as it has names: `this.registry.names`. */
export function memberName(ir: IrFunction, object: Ref, member: string): string {
  return nameOf(ir, object, [member]);
}

function nameOf(ir: IrFunction, start: Ref | undefined, parts: string[]): string {
  for (let at = start; at !== undefined; ) {
    const event: Event = ir.events[at]!;
    if (event.op === "load") parts.unshift(event.binding.name);
    else if (event.op === "this") parts.unshift("this");
    else if (event.op === "field" && typeof event.key === "string") {
      parts.unshift(event.key);
      at = event.object;
      continue;
    } else if (event.op === "call") {
      at = event.callee ?? event.receiver;
      if (typeof event.method === "string") parts.unshift(event.method);
      continue;
    }
    break;
  }
  return parts.join(".");
}
