import type { Ref } from "../../ir/types.ts";
import type { Context } from "./context.ts";
import { detach, lowerCondition, lowerExpression } from "./expressions.ts";
import { afterThrowingEvent } from "./jumps.ts";
import { bindPattern } from "./patterns.ts";
import { declareVariables, Scope } from "./scope.ts";
import { lowerStatement } from "./statements.ts";
import type { DoWhile, For, ForIn, ForOf, While } from "./syntax.ts";

export function lowerFor(context: Context, statement: For, labels: readonly string[]): void {
  const { builder } = context;
  const scope = new Scope(context.scope.unit, context.scope, context.scope.owner);
  if (statement.init?.type === "Variables" && statement.init.kind !== "var") declareVariables(statement.init, scope);
  context.inScope(scope, () => {
    if (statement.init?.type === "Variables") lowerStatement(context, statement.init);
    else if (statement.init) lowerExpression(context, statement.init);
    const head = builder.newBlock();
    const body = builder.newBlock();
    const update = builder.newBlock();
    const end = builder.newBlock();
    builder.jump(head);
    builder.startAt(head);
    if (statement.test) lowerCondition(context, statement.test, body, end);
    else builder.jump(body);
    builder.startAt(body);
    context.within({ type: "loop", labels, breakTo: end, continueTo: update, parent: context.frame }, () =>
      lowerStatement(context, statement.body),
    );
    builder.jump(update);
    builder.startAt(update);
    if (statement.update) lowerExpression(context, statement.update);
    builder.jump(head);
    builder.startAt(end);
  });
}

export function lowerWhile(context: Context, statement: While | DoWhile, labels: readonly string[]): void {
  const { builder } = context;
  const test = builder.newBlock();
  const body = builder.newBlock();
  const end = builder.newBlock();
  builder.jump(statement.type === "While" ? test : body);
  builder.startAt(test);
  lowerCondition(context, statement.test, body, end);
  builder.startAt(body);
  context.within({ type: "loop", labels, breakTo: end, continueTo: test, parent: context.frame }, () =>
    lowerStatement(context, statement.body),
  );
  builder.jump(test);
  builder.startAt(end);
}

export function lowerForOf(context: Context, statement: ForOf, labels: readonly string[]): void {
  const listed = context.listed === statement ? statement : undefined;
  const source = lowerExpression(context, statement.right);
  const event = { op: "iterate-open", source, form: "iterator", view: "default", statement: listed } as const;
  lowerIteration(context, statement, labels, context.builder.emit(event, statement.right));
}

export function lowerForIn(context: Context, statement: ForIn, labels: readonly string[]): void {
  const source = lowerExpression(context, statement.right);
  const event = { op: "iterate-open", source, form: "for-in", view: "key" } as const;
  lowerIteration(context, statement, labels, context.builder.emit(event, statement.right));
}

function lowerIteration(context: Context, statement: ForOf | ForIn, labels: readonly string[], iterator: Ref): void {
  const { builder } = context;
  const head = builder.newBlock();
  const body = builder.newBlock();
  const end = builder.newBlock();
  builder.jump(head);
  builder.startAt(head);
  if (statement.type === "ForOf" && statement.await) {
    builder.emit({ op: "suspend", how: "for-await" }, statement);
    detach(context, statement);
    afterThrowingEvent(context, statement);
  }
  builder.terminate({ type: "next", iterator, body, done: end });
  builder.startAt(body);
  const scope = new Scope(context.scope.unit, context.scope, context.scope.owner);
  const { left } = statement;
  if (left.type === "Variables" && left.kind !== "var") declareVariables(left, scope);
  const loop = { type: "loop", labels, breakTo: end, continueTo: head, parent: context.frame } as const;
  context.inScope(scope, () => {
    const item = builder.emit({ op: "iterate-step", iterator }, left);
    context.within(loop, () =>
      context.within({ type: "iteration", iterator, parent: loop }, () => {
        if (left.type !== "Variables") bindPattern(context, left, item);
        else for (const { target } of left.declarations) bindPattern(context, target, item);
        lowerStatement(context, statement.body);
      }),
    );
  });
  builder.jump(head);
  builder.startAt(end);
}
