import type { Binding } from "../../ir/types.ts";
import type { ClassNode, Expression, FunctionNode, LazyType, Pattern, Statement } from "./syntax.ts";

/** What the declaration of a binding says about its value, for the resolution of kinds and of aliases. */
export interface Declaration {
  readonly annotation?: LazyType;
  readonly init?: Expression;
  readonly function?: FunctionNode;
  readonly class?: ClassNode;
  readonly import?: { readonly source: string; readonly imported?: string };
  /** The scope that the initializer's names are looked up in. */
  readonly scope: Scope;
}

/** A lexical scope: names to bindings, and the function that the names live in. */
export class Scope {
  readonly names = new Map<string, Binding>();
  readonly parent: Scope | undefined;
  readonly owner: number;
  readonly unit: Names;

  constructor(unit: Names, parent: Scope | undefined, owner: number) {
    this.unit = unit;
    this.parent = parent;
    this.owner = owner;
  }

  declare(name: string, kind: Binding["kind"], site?: Binding["site"], declaration?: Omit<Declaration, "scope">): Binding {
    const known = this.names.get(name);
    if (known) {
      // `var` twice, or a function over a `var`: one binding, and what the first declaration said is no longer the whole truth.
      this.unit.declarations.delete(known);
      return known;
    }
    const binding: Binding = { id: nextBinding++, name, kind, owner: this.owner, file: this.unit, site };
    this.names.set(name, binding);
    if (declaration) this.unit.declarations.set(binding, { ...declaration, scope: this });
    return binding;
  }

  /** The binding that `name` means here; a name that nothing declares is a global. */
  resolve(name: string): Binding {
    return this.names.get(name) ?? this.parent?.resolve(name) ?? this.unit.global(name);
  }
}

/** Never the same for two bindings, of whatever file: what is known of one file's functions is used in others. */
let nextBinding = 0;

/** The bindings of one file. */
export class Names {
  readonly declarations = new Map<Binding, Declaration>();
  readonly #globals = new Map<string, Binding>();

  global(name: string): Binding {
    let binding = this.#globals.get(name);
    if (!binding) {
      binding = { id: nextBinding++, name, kind: "global", owner: -1, file: this };
      this.#globals.set(name, binding);
    }
    return binding;
  }
}

/** Calls `visit` for each name that a pattern binds, with the initializer where the name takes the whole value. */
export function patternNames(
  pattern: Pattern,
  visit: (name: Pattern & { type: "BindingName" }, whole: boolean) => void,
  whole = true,
): void {
  switch (pattern.type) {
    case "BindingName":
      visit(pattern, whole);
      return;
    case "DefaultPattern":
      patternNames(pattern.target, visit, whole);
      return;
    case "RestPattern":
      patternNames(pattern.target, visit, false);
      return;
    case "ObjectPattern":
      for (const property of pattern.properties) patternNames(property.value, visit, false);
      if (pattern.rest) patternNames(pattern.rest, visit, false);
      return;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) patternNames(element, visit, false);
      if (pattern.rest) patternNames(pattern.rest, visit, false);
      return;
    case "Target":
      return;
  }
}

/** Declares `let`, `const`, class, function and import names of a statement list in `scope`. */
export function declareLexical(statements: readonly Statement[], scope: Scope): void {
  for (const statement of statements) {
    switch (statement.type) {
      case "Variables":
        if (statement.kind !== "var") declareVariables(statement, scope);
        break;
      case "FunctionDeclaration": {
        const { function: fn } = statement;
        if (fn.name) scope.declare(fn.name, "function", fn, { function: fn });
        break;
      }
      case "ClassDeclaration":
        if (statement.class.name) scope.declare(statement.class.name, "class", statement.class, { class: statement.class });
        break;
      case "Import":
        for (const { local, imported } of statement.names) {
          scope.declare(local, "import", statement, { import: { source: statement.source, imported } });
        }
        break;
      case "UnknownStatement":
        for (const name of statement.declares) scope.declare(name, "variable", statement);
        break;
      case "Labeled":
        declareLexical([statement.body], scope);
        break;
    }
  }
}

export function declareVariables(statement: Statement & { type: "Variables" }, scope: Scope): void {
  const kind = statement.kind === "const" || statement.kind === "using" ? "constant" : "variable";
  for (const { target, init } of statement.declarations) {
    patternNames(target, (name, whole) => {
      scope.declare(name.name, kind, name, { annotation: name.annotation, init: whole ? init : undefined });
    });
  }
}

/** Declares the `var` names of a function body in `scope`, blocks and loops included, nested functions left out. */
export function declareVars(statements: readonly Statement[], scope: Scope): void {
  const stack: Statement[] = [];
  const pushAll = (list: readonly Statement[]): void => {
    for (let i = list.length - 1; i >= 0; i--) stack.push(list[i]!);
  };
  const push = (first: Statement | undefined, second?: Statement): void => {
    if (second) stack.push(second);
    if (first) stack.push(first);
  };
  pushAll(statements);
  while (stack.length > 0) {
    const statement = stack.pop()!;
    switch (statement.type) {
      case "Variables":
        if (statement.kind === "var") declareVariables(statement, scope);
        break;
      case "Block":
        pushAll(statement.body);
        break;
      case "If":
        push(statement.consequent, statement.alternate);
        break;
      case "For":
        push(statement.init?.type === "Variables" ? statement.init : undefined, statement.body);
        break;
      case "ForOf":
      case "ForIn":
        push(statement.left.type === "Variables" ? statement.left : undefined, statement.body);
        break;
      case "While":
      case "DoWhile":
      case "Labeled":
        push(statement.body);
        break;
      case "Switch":
        for (let i = statement.cases.length - 1; i >= 0; i--) pushAll(statement.cases[i]!.body);
        break;
      case "Try":
        pushAll(statement.finalizer ?? []);
        pushAll(statement.handler?.body ?? []);
        pushAll(statement.block);
        break;
    }
  }
}
