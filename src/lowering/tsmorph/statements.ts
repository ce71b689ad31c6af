import { ts } from "ts-morph";
import type { If, Statement, Switch, Try, VariableStatement } from "../core/syntax.ts";
import {
  convertClassDeclaration,
  convertEnum,
  convertExportAssignment,
  convertFunctionDeclaration,
  convertImport,
  convertImportEquals,
  convertInterface,
  convertNamespace,
  convertTypeAlias,
} from "./declarations.ts";
import { convertExpression } from "./expressions.ts";
import { convertDoWhile, convertFor, convertForIn, convertForOf, convertWhile } from "./loops.ts";
import { convertDeclared } from "./patterns.ts";
import { declarationStart, endOf, type Source, startOf, tableOf } from "./source.ts";
import { unknownStatement } from "./unknown.ts";

const { NodeFlags, SyntaxKind } = ts;

/** Some statements give none (an empty one), some several. */
type Result = Statement | readonly Statement[] | undefined;

const CONVERTERS = tableOf<Result>([
  [SyntaxKind.ExpressionStatement, convertExpressionStatement],
  [SyntaxKind.VariableStatement, convertVariableStatement],
  [SyntaxKind.IfStatement, convertIf],
  [SyntaxKind.ReturnStatement, convertReturn],
  [SyntaxKind.Block, convertBlock],
  [SyntaxKind.ThrowStatement, convertThrow],
  [SyntaxKind.BreakStatement, convertBreak],
  [SyntaxKind.ContinueStatement, convertContinue],
  [SyntaxKind.TryStatement, convertTry],
  [SyntaxKind.SwitchStatement, convertSwitch],
  [SyntaxKind.LabeledStatement, convertLabeled],
  [SyntaxKind.ForStatement, convertFor],
  [SyntaxKind.ForOfStatement, convertForOf],
  [SyntaxKind.ForInStatement, convertForIn],
  [SyntaxKind.WhileStatement, convertWhile],
  [SyntaxKind.DoStatement, convertDoWhile],
  [SyntaxKind.WithStatement, convertWith],
  [SyntaxKind.FunctionDeclaration, convertFunctionDeclaration],
  [SyntaxKind.ClassDeclaration, convertClassDeclaration],
  [SyntaxKind.ImportDeclaration, convertImport],
  [SyntaxKind.ImportEqualsDeclaration, convertImportEquals],
  [SyntaxKind.ExportAssignment, convertExportAssignment],
  [SyntaxKind.TypeAliasDeclaration, convertTypeAlias],
  [SyntaxKind.InterfaceDeclaration, convertInterface],
  [SyntaxKind.EnumDeclaration, convertEnum],
  [SyntaxKind.ModuleDeclaration, convertNamespace],
  [SyntaxKind.EmptyStatement, dropped],
  [SyntaxKind.DebuggerStatement, dropped],
  [SyntaxKind.ExportDeclaration, dropped],
  [SyntaxKind.NamespaceExportDeclaration, dropped],
]);

export function convertStatements(nodes: readonly ts.Node[], source: Source): Statement[] {
  const out: Statement[] = [];
  for (const node of nodes) pushStatement(node, source, out);
  return out;
}

export function pushStatement(node: ts.Node, source: Source, out: Statement[]): void {
  const convert = CONVERTERS[node.kind];
  const result = convert ? convert(node, source) : unknownStatement(node, source);
  if (result === undefined) return;
  if ("type" in result) out.push(result);
  else out.push(...result);
}

export function isKnownStatement(node: ts.Node): boolean {
  return CONVERTERS[node.kind] !== undefined;
}

/** Converts the only statement of a loop or branch. */
export function convertBody(node: ts.Statement, source: Source): Statement {
  const statements = convertStatements([node], source);
  const only = statements[0];
  if (statements.length === 1 && only) return only;
  return { type: "Block", start: startOf(node, source), end: endOf(node, source), origin: node, body: statements };
}

function dropped(): undefined {
  return undefined;
}

function convertExpressionStatement(node: ts.ExpressionStatement, source: Source): Statement | undefined {
  // A string as a statement is a directive, or does nothing.
  if (node.expression.kind === SyntaxKind.StringLiteral) return undefined;
  const expression = convertExpression(node.expression, source);
  if (expression.type === "Literal" && typeof expression.value === "string") return undefined;
  return { type: "Expression", start: startOf(node, source), end: endOf(node, source), origin: node, expression };
}

function convertVariableStatement(node: ts.VariableStatement, source: Source): VariableStatement {
  return convertVariables(node, node.declarationList, declarationStart(node, source), source);
}

/** @param node The statement, or in the head of a loop the list itself. */
export function convertVariables(
  node: ts.Node,
  list: ts.VariableDeclarationList,
  start: number,
  source: Source,
): VariableStatement {
  return {
    type: "Variables",
    start,
    end: endOf(node, source),
    origin: node,
    kind: variableKind(list.flags),
    declarations: list.declarations.map((declaration) => ({
      target: convertDeclared(declaration, source),
      init: declaration.initializer ? convertExpression(declaration.initializer, source) : undefined,
    })),
  };
}

function variableKind(flags: ts.NodeFlags): VariableStatement["kind"] {
  if (flags & NodeFlags.Using) return "using";
  if (flags & NodeFlags.Const) return "const";
  return flags & NodeFlags.Let ? "let" : "var";
}

/** `else if` nests as deep as a chain is long, so it is walked in a loop. */
function convertIf(node: ts.IfStatement, source: Source): If {
  const spine = [node];
  let last = node.elseStatement;
  while (last?.kind === SyntaxKind.IfStatement) {
    spine.push(last as ts.IfStatement);
    last = (last as ts.IfStatement).elseStatement;
  }
  let alternate = last ? convertBody(last, source) : undefined;
  for (let index = spine.length - 1; index > 0; index--) alternate = branch(spine[index]!, alternate, source);
  return branch(node, alternate, source);
}

function branch(node: ts.IfStatement, alternate: Statement | undefined, source: Source): If {
  return {
    type: "If",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    test: convertExpression(node.expression, source),
    consequent: convertBody(node.thenStatement, source),
    alternate,
  };
}

function convertReturn(node: ts.ReturnStatement, source: Source): Statement {
  const argument = node.expression ? convertExpression(node.expression, source) : undefined;
  return { type: "Return", start: startOf(node, source), end: endOf(node, source), origin: node, argument };
}

function convertBlock(node: ts.Block, source: Source): Statement {
  const body = convertStatements(node.statements, source);
  return { type: "Block", start: startOf(node, source), end: endOf(node, source), origin: node, body };
}

function convertThrow(node: ts.ThrowStatement, source: Source): Statement {
  const argument = convertExpression(node.expression, source);
  return { type: "Throw", start: startOf(node, source), end: endOf(node, source), origin: node, argument };
}

function convertBreak(node: ts.BreakStatement, source: Source): Statement {
  return { type: "Break", start: startOf(node, source), end: endOf(node, source), origin: node, label: node.label?.text };
}

function convertContinue(node: ts.ContinueStatement, source: Source): Statement {
  return { type: "Continue", start: startOf(node, source), end: endOf(node, source), origin: node, label: node.label?.text };
}

function convertLabeled(node: ts.LabeledStatement, source: Source): Statement {
  return {
    type: "Labeled",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    label: node.label.text,
    body: convertBody(node.statement, source),
  };
}

function convertWith(node: ts.WithStatement, source: Source): Statement {
  return {
    type: "UnknownStatement",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    declares: [],
    children: [convertExpression(node.expression, source), convertBody(node.statement, source)],
  };
}

function convertSwitch(node: ts.SwitchStatement, source: Source): Switch {
  return {
    type: "Switch",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    discriminant: convertExpression(node.expression, source),
    cases: node.caseBlock.clauses.map((clause) => ({
      test: ts.isCaseClause(clause) ? convertExpression(clause.expression, source) : undefined,
      body: convertStatements(clause.statements, source),
    })),
  };
}

function convertTry(node: ts.TryStatement, source: Source): Try {
  const { catchClause, finallyBlock } = node;
  const variable = catchClause?.variableDeclaration;
  return {
    type: "Try",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    block: convertStatements(node.tryBlock.statements, source),
    handler: catchClause
      ? {
          param: variable ? convertDeclared(variable, source) : undefined,
          body: convertStatements(catchClause.block.statements, source),
        }
      : undefined,
    finalizer: finallyBlock ? convertStatements(finallyBlock.statements, source) : undefined,
  };
}
