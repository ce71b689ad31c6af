import type { BlockId, Ref } from "../../ir/types.ts";
import { lowerClass } from "./classes.ts";
import type { Context, Frame } from "./context.ts";
import { lowerCondition, lowerExpression } from "./expressions.ts";
import { lowerBreak, lowerContinue, lowerReturn, lowerThrow } from "./jumps.ts";
import { lowerFor, lowerForIn, lowerForOf, lowerWhile } from "./loops.ts";
import { bindPattern } from "./patterns.ts";
import { declareLexical, patternNames, Scope } from "./scope.ts";
import type { Expression, If, Labeled, Statement, Switch, Try, UnknownStatement, VariableStatement } from "./syntax.ts";

/** Lowers a statement list in a scope of its own, if it declares anything. */
export function lowerBlock(context: Context, statements: readonly Statement[]): void {
  if (!statements.some(declaresLexically)) {
    lowerStatements(context, statements);
    return;
  }
  const scope = new Scope(context.scope.unit, context.scope, context.scope.owner);
  declareLexical(statements, scope);
  context.inScope(scope, () => lowerStatements(context, statements));
}

function declaresLexically(statement: Statement): boolean {
  switch (statement.type) {
    case "Variables":
      return statement.kind !== "var";
    case "FunctionDeclaration":
    case "ClassDeclaration":
    case "Labeled":
      return true;
    case "UnknownStatement":
      return statement.declares.length > 0;
    default:
      return false;
  }
}

/** Lowers statements in the current scope, in which their names are declared already. Functions are hoisted. */
export function lowerStatements(context: Context, statements: readonly Statement[]): void {
  for (const statement of statements) {
    if (statement.type === "FunctionDeclaration") declareFunction(context, statement);
  }
  for (const statement of statements) {
    context.listed = statement;
    lowerStatement(context, statement);
  }
}

function declareFunction(context: Context, statement: Statement & { type: "FunctionDeclaration" }): void {
  const { function: node } = statement;
  const binding = node.name ? context.scope.resolve(node.name) : undefined;
  const id = context.unit.request(node, { name: node.name, scope: context.scope, outer: context.builder.id, home: undefined, declares: binding });
  const value = context.builder.emit({ op: "closure", function: id }, node);
  if (binding) context.builder.emit({ op: "store", binding, value }, node);
}

export function lowerStatement(context: Context, statement: Statement): void {
  const { builder } = context;
  const labels = context.labels;
  context.labels = [];
  switch (statement.type) {
    case "Variables":
      return lowerVariables(context, statement);
    case "FunctionDeclaration":
    case "Import":
    case "TypeDeclaration":
      return;
    case "ClassDeclaration": {
      const value = lowerClass(context, statement.class);
      const { name } = statement.class;
      if (name) builder.emit({ op: "store", binding: context.scope.resolve(name), value }, statement);
      return;
    }
    case "Expression":
      builder.statements.add(lowerExpression(context, statement.expression));
      return;
    case "Block":
      return lowerBlock(context, statement.body);
    case "If":
      return lowerIf(context, statement);
    case "For":
      return lowerFor(context, statement, labels);
    case "ForOf":
      return lowerForOf(context, statement, labels);
    case "ForIn":
      return lowerForIn(context, statement, labels);
    case "While":
    case "DoWhile":
      return lowerWhile(context, statement, labels);
    case "Switch":
      return lowerSwitch(context, statement, labels);
    case "Try":
      return lowerTry(context, statement);
    case "Return": {
      const value = statement.argument && lowerExpression(context, statement.argument);
      return lowerReturn(context, value, statement);
    }
    case "Throw":
      return lowerThrow(context, lowerExpression(context, statement.argument), statement);
    case "Break":
      return lowerBreak(context, statement.label, statement);
    case "Continue":
      return lowerContinue(context, statement.label, statement);
    case "Labeled":
      return lowerLabeled(context, statement, labels);
    case "UnknownStatement":
      return lowerUnknown(context, statement);
  }
}

function lowerVariables(context: Context, statement: VariableStatement): void {
  for (const { target, init } of statement.declarations) {
    if (init) {
      bindPattern(context, target, lowerExpression(context, init, nameHint(target)));
    } else if (statement.kind !== "var") {
      patternNames(target, (name) => {
        const value = context.undefinedAt(name);
        context.builder.emit({ op: "store", binding: context.scope.resolve(name.name), value }, name);
      });
    }
  }
}

function nameHint(target: VariableStatement["declarations"][number]["target"]): string | undefined {
  return target.type === "BindingName" ? target.name : undefined;
}

function lowerIf(context: Context, statement: If): void {
  const { builder } = context;
  const end = builder.newBlock();
  let current: Statement | undefined = statement;
  // `else if` chains can be thousands long in generated code.
  while (current?.type === "If") {
    const then = builder.newBlock();
    const otherwise = builder.newBlock();
    lowerCondition(context, current.test, then, otherwise);
    builder.startAt(then);
    lowerStatement(context, current.consequent);
    builder.jump(end);
    builder.startAt(otherwise);
    current = current.alternate;
  }
  if (current) lowerStatement(context, current);
  builder.jump(end);
  builder.startAt(end);
}

function lowerSwitch(context: Context, statement: Switch, labels: readonly string[]): void {
  const { builder } = context;
  const discriminant = lowerExpression(context, statement.discriminant);
  const end = builder.newBlock();
  const bodies = statement.cases.map(() => builder.newBlock());
  const scope = new Scope(context.scope.unit, context.scope, context.scope.owner);
  for (const { body } of statement.cases) declareLexical(body, scope);
  context.within({ type: "breakable", labels, plain: true, breakTo: end, parent: context.frame }, () =>
    context.inScope(scope, () => {
      lowerTests(context, statement, discriminant, bodies, end);
      statement.cases.forEach(({ body }, index) => {
        builder.startAt(bodies[index]!);
        lowerStatements(context, body);
        builder.jump(bodies[index + 1] ?? end);
      });
    }),
  );
  builder.startAt(end);
}

function lowerTests(
  context: Context,
  statement: Switch,
  discriminant: Ref,
  bodies: readonly BlockId[],
  end: BlockId,
): void {
  const { builder } = context;
  let otherwise = end;
  statement.cases.forEach(({ test }, index) => {
    if (!test) {
      otherwise = bodies[index]!;
      return;
    }
    const value = lowerExpression(context, test);
    const condition = builder.emit({ op: "compute", operator: "===", operands: [discriminant, value] }, test);
    const next = builder.newBlock();
    builder.terminate({ type: "branch", condition, then: bodies[index]!, else: next });
    builder.startAt(next);
  });
  builder.jump(otherwise);
}

function lowerTry(context: Context, statement: Try): void {
  const { builder } = context;
  const end = builder.newBlock();
  const { handler, finalizer } = statement;
  const body = (): void => {
    if (!handler) return lowerBlock(context, statement.block);
    const block = builder.newBlock();
    const before = builder.blocks[builder.current]!;
    const inside = builder.newBlock();
    builder.jump(inside);
    builder.startAt(inside);
    const frame: Frame = { type: "handler", block, reached: false, parent: context.frame };
    context.within(frame, () => lowerBlock(context, statement.block));
    // Without a call in it, something else must be meant to throw: a member of `undefined`, an iterator, a getter.
    if (!frame.reached && statement.block.length > 0) before.exceptional = block;
    const after = builder.newBlock();
    builder.jump(after);
    builder.startAt(block);
    lowerHandler(context, handler);
    builder.jump(after);
    builder.startAt(after);
  };
  if (!finalizer) {
    body();
  } else {
    const { scope, thisRef, frame: parent } = context;
    const frame: Frame = { type: "finally", body: finalizer, scope, thisRef, copies: new Map(), parent };
    context.within(frame, body);
    // The normal way out has a copy of the finalizer of its own.
    lowerBlock(context, finalizer);
  }
  builder.jump(end);
  builder.startAt(end);
}

function lowerHandler(context: Context, handler: NonNullable<Try["handler"]>): void {
  const scope = new Scope(context.scope.unit, context.scope, context.scope.owner);
  const { param } = handler;
  if (param) patternNames(param, (name) => scope.declare(name.name, "variable", name));
  context.inScope(scope, () => {
    if (param) bindPattern(context, param, context.builder.emit({ op: "unknown", operands: [] }, param));
    lowerBlock(context, handler.body);
  });
}

function lowerLabeled(context: Context, statement: Labeled, outer: readonly string[]): void {
  const labels = [...outer, statement.label];
  const { builder } = context;
  const isLoop = ["For", "ForOf", "ForIn", "While", "DoWhile", "Labeled", "Switch"].includes(statement.body.type);
  if (isLoop) {
    context.labels = labels;
    lowerStatement(context, statement.body);
    return;
  }
  const end = builder.newBlock();
  context.within({ type: "breakable", labels, plain: false, breakTo: end, parent: context.frame }, () =>
    lowerStatement(context, statement.body),
  );
  builder.jump(end);
  builder.startAt(end);
}

const statementTypes: ReadonlySet<string> = new Set([
  ...["Variables", "FunctionDeclaration", "ClassDeclaration", "Expression", "Block", "If", "For", "ForOf", "ForIn"],
  ...["While", "DoWhile", "Switch", "Try", "Return", "Throw", "Break", "Continue", "Labeled", "Import"],
  ...["TypeDeclaration", "UnknownStatement"],
]);

const isStatement = (node: Expression | Statement): node is Statement => statementTypes.has(node.type);

function lowerUnknown(context: Context, statement: UnknownStatement): void {
  const operands: Ref[] = [];
  for (const child of statement.children) {
    if (isStatement(child)) lowerBlock(context, [child]);
    else operands.push(lowerExpression(context, child));
  }
  context.builder.emit({ op: "unknown", operands }, statement);
}
