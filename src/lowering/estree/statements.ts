import type { TSESTree } from "@typescript-eslint/utils";
import type { If, Statement, Switch, Try, VariableStatement } from "../core/syntax.ts";
import { pushDeclaration } from "./declarations.ts";
import { convertExpression } from "./expressions.ts";
import { convertLoop } from "./loops.ts";
import { convertPattern } from "./patterns.ts";

/** Converts a list of statements; one may give none (an empty one) or several. */
export function convertStatements(nodes: readonly TSESTree.Node[]): Statement[] {
  const out: Statement[] = [];
  for (const node of nodes) pushStatement(node, out);
  return out;
}

/** Converts the only statement of a loop or branch. */
export function convertBody(node: TSESTree.Statement): Statement {
  const statements = convertStatements([node]);
  const only = statements[0];
  if (statements.length === 1 && only) return only;
  return { type: "Block", start: node.range[0], end: node.range[1], origin: node, body: statements };
}

/** The commonest types come first. */
export function pushStatement(node: TSESTree.Node, out: Statement[]): void {
  const [start, end] = node.range;
  switch (node.type) {
    case "ExpressionStatement":
      if (!isString(node.expression)) {
        out.push({ type: "Expression", start, end, origin: node, expression: convertExpression(node.expression) });
      }
      break;
    case "VariableDeclaration":
      out.push(convertVariables(node));
      break;
    case "IfStatement":
      out.push(convertIf(node));
      break;
    case "ReturnStatement":
      out.push({
        type: "Return",
        start,
        end,
        origin: node,
        argument: node.argument ? convertExpression(node.argument) : undefined,
      });
      break;
    case "BlockStatement":
      out.push({ type: "Block", start, end, origin: node, body: convertStatements(node.body) });
      break;
    case "ThrowStatement":
      out.push({ type: "Throw", start, end, origin: node, argument: convertExpression(node.argument) });
      break;
    case "BreakStatement":
      out.push({ type: "Break", start, end, origin: node, label: node.label?.name });
      break;
    case "ContinueStatement":
      out.push({ type: "Continue", start, end, origin: node, label: node.label?.name });
      break;
    case "TryStatement":
      out.push(convertTry(node));
      break;
    case "SwitchStatement":
      out.push(convertSwitch(node));
      break;
    case "LabeledStatement":
      out.push({ type: "Labeled", start, end, origin: node, label: node.label.name, body: convertBody(node.body) });
      break;
    case "ForStatement":
    case "ForOfStatement":
    case "ForInStatement":
    case "WhileStatement":
    case "DoWhileStatement":
      out.push(convertLoop(node));
      break;
    case "EmptyStatement":
    case "DebuggerStatement":
      break;
    case "WithStatement":
      out.push({
        type: "UnknownStatement",
        start,
        end,
        origin: node,
        declares: [],
        children: [convertExpression(node.object), convertBody(node.body)],
      });
      break;
    default:
      pushDeclaration(node, out);
  }
}

/** A string as a statement is a directive, or does nothing. */
function isString(node: TSESTree.Expression): boolean {
  return node.type === "Literal" && typeof node.value === "string";
}

export function convertVariables(node: TSESTree.VariableDeclaration): VariableStatement {
  return {
    type: "Variables",
    start: node.range[0],
    end: node.range[1],
    origin: node,
    kind: node.kind === "await using" ? "using" : node.kind,
    declarations: node.declarations.map((declaration) => ({
      target: convertPattern(declaration.id, true),
      init: declaration.init ? convertExpression(declaration.init) : undefined,
    })),
  };
}

/** `else if` nests as deep as a chain is long, so it is walked in a loop. */
function convertIf(node: TSESTree.IfStatement): If {
  const spine = [node];
  let last = node.alternate;
  while (last?.type === "IfStatement") {
    spine.push(last);
    last = last.alternate;
  }
  let alternate = last ? convertBody(last) : undefined;
  for (let index = spine.length - 1; index > 0; index--) alternate = branch(spine[index]!, alternate);
  return branch(node, alternate);
}

function branch(node: TSESTree.IfStatement, alternate: Statement | undefined): If {
  return {
    type: "If",
    start: node.range[0],
    end: node.range[1],
    origin: node,
    test: convertExpression(node.test),
    consequent: convertBody(node.consequent),
    alternate,
  };
}

function convertSwitch(node: TSESTree.SwitchStatement): Switch {
  return {
    type: "Switch",
    start: node.range[0],
    end: node.range[1],
    origin: node,
    discriminant: convertExpression(node.discriminant),
    cases: node.cases.map((clause) => ({
      test: clause.test ? convertExpression(clause.test) : undefined,
      body: convertStatements(clause.consequent),
    })),
  };
}

function convertTry(node: TSESTree.TryStatement): Try {
  const { handler, finalizer } = node;
  return {
    type: "Try",
    start: node.range[0],
    end: node.range[1],
    origin: node,
    block: convertStatements(node.block.body),
    handler: handler
      ? {
          param: handler.param ? convertPattern(handler.param, true) : undefined,
          body: convertStatements(handler.body.body),
        }
      : undefined,
    finalizer: finalizer ? convertStatements(finalizer.body) : undefined,
  };
}
