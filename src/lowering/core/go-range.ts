import type { Ref } from "../../ir/types.ts";
import type { Context } from "./context.ts";
import { type Callee, inlineFunction } from "./inline.ts";
import { afterThrowingEvent } from "./jumps.ts";
import type { Call } from "./syntax.ts";

/**
 * `yield* map.range(function* (key, value) { ... })` of the stepped Go map, and of what has the same interface: a loop whose body is the
 * function, which leaves it by false.
 */
export function lowerRange(context: Context, node: Call, receiver: Ref, callee: Callee): Ref {
  const { builder } = context;
  const iterator = builder.emit({ op: "iterate-open", source: receiver, form: "callback", view: "value" }, node);
  const head = builder.newBlock();
  const body = builder.newBlock();
  const leave = builder.newBlock();
  const end = builder.newBlock();
  builder.jump(head);
  builder.startAt(head);
  builder.terminate({ type: "next", iterator, body, done: end });
  builder.startAt(body);
  const value = builder.emit({ op: "iterate-step", iterator }, node);
  const key = builder.emit({ op: "iterate-key", iterator }, node);
  const thisRef = callee.node.arrow ? context.thisRef : builder.emit({ op: "unknown", operands: [] }, node);
  const onReturn = (answer: Ref | undefined): void => leaveByFalse(context, node, answer, head, leave);
  context.within({ type: "iteration", iterator, parent: context.frame }, () => {
    if (!inlineFunction(context, { ...callee, walked: true }, [key, value], thisRef, onReturn, node, head)) builder.jump(head);
  });
  builder.startAt(leave);
  builder.emit({ op: "iterate-close", iterator }, node);
  builder.jump(end);
  builder.startAt(end);
  const result = builder.emit({ op: "call", receiver, method: "range", args: [], spreadFrom: -1, construct: false }, node);
  afterThrowingEvent(context, node);
  return result;
}

function leaveByFalse({ builder }: Context, node: Call, answer: Ref | undefined, head: number, leave: number): void {
  const event = answer === undefined ? undefined : builder.events[answer];
  if (answer === undefined || event?.op === "constant") return builder.jump(event?.op === "constant" && event.value === false ? leave : head);
  const no = builder.emit({ op: "constant", value: false }, node);
  const condition = builder.emit({ op: "compute", operator: "===", operands: [answer, no] }, node);
  builder.terminate({ type: "branch", condition, then: leave, else: head });
}
