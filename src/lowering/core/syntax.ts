import type { Export, LazyType, TypeNode } from "../../ir/unit.ts";

/**
 * The neutral syntax tree between the front ends and the IR. ESTree and TypeScript's AST are converted to it one node
 * at a time; scopes, control flow and events are then built once, by `lower.ts`, for both. What a front end does not know becomes
 * `Unknown` and keeps its children, so new syntax degrades to "unknown effect".
 */
interface NodeBase {
  /** Offset of the first character, in UTF-16 code units, trivia and parentheses excluded. */
  readonly start: number;
  /** Offset just after the last character. */
  readonly end: number;
  /** The front end's own node, for questions of type. */
  readonly origin: unknown;
}

export type { Export, LazyType, TypeNode };

// ---------------------------------------------------------------------------------------------------- expressions

export interface Literal extends NodeBase {
  readonly type: "Literal";
  /** Regular expressions and bigints are `undefined` with `raw` set. */
  readonly value: string | number | boolean | null | undefined;
  readonly raw: string;
}
export interface Name extends NodeBase {
  readonly type: "Name";
  readonly name: string;
}
export interface This extends NodeBase {
  readonly type: "This";
}
export interface Super extends NodeBase {
  readonly type: "Super";
}
export interface ArrayLiteral extends NodeBase {
  readonly type: "Array";
  /** Null for holes. */
  readonly elements: readonly (Expression | Spread | null)[];
}
export interface Spread extends NodeBase {
  readonly type: "Spread";
  readonly argument: Expression;
}
export interface ObjectLiteral extends NodeBase {
  readonly type: "Object";
  readonly properties: readonly (ObjectProperty | Spread)[];
}
export interface ObjectProperty extends NodeBase {
  readonly type: "Property";
  readonly key: PropertyKey;
  readonly kind: "init" | "get" | "set";
  /** Methods and accessors are `Function`s. */
  readonly value: Expression;
}
/** A static name (identifier, string, number as string, `#private`) or a computed expression. */
export type PropertyKey = string | Expression;

export interface FunctionNode extends NodeBase {
  readonly type: "Function";
  readonly name?: string;
  readonly params: readonly Pattern[];
  /** Converted on first call, then the same array. An arrow's expression body is one `Return`. */
  readonly body: () => readonly Statement[];
  readonly arrow: boolean;
  readonly async: boolean;
  readonly generator: boolean;
  readonly returns?: LazyType;
}
export interface ClassNode extends NodeBase {
  readonly type: "Class";
  readonly name?: string;
  readonly superClass?: Expression;
  /** Type arguments of the superclass and whatever `extends` names: `Map<string, number>`. */
  readonly superType?: LazyType;
  readonly members: readonly ClassMember[];
}
export interface ClassMember extends NodeBase {
  readonly type: "ClassMember";
  readonly kind: "constructor" | "method" | "get" | "set" | "field" | "static-block";
  readonly static: boolean;
  /** `#name`, or TypeScript's `private`: nothing outside the class can name it. */
  readonly private: boolean;
  readonly key?: PropertyKey;
  /** A `Function` for constructor, method, get, set and static-block; the initializer of a field, if it has one. */
  readonly value?: Expression;
  /** Of a field. Parameter properties (`constructor(private m: Map<K, V>)`) come as a field without value as well. */
  readonly annotation?: LazyType;
}
export interface Unary extends NodeBase {
  readonly type: "Unary";
  readonly operator: "!" | "-" | "+" | "~" | "typeof" | "void" | "delete";
  readonly argument: Expression;
}
export interface Update extends NodeBase {
  readonly type: "Update";
  readonly operator: "++" | "--";
  readonly prefix: boolean;
  readonly target: Expression;
}
export interface Binary extends NodeBase {
  readonly type: "Binary";
  /** Every binary operator but the logical ones, `,` and assignment; includes `in` and `instanceof`. */
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Logical extends NodeBase {
  readonly type: "Logical";
  readonly operator: "&&" | "||" | "??";
  readonly left: Expression;
  readonly right: Expression;
}
export interface Conditional extends NodeBase {
  readonly type: "Conditional";
  readonly test: Expression;
  readonly consequent: Expression;
  readonly alternate: Expression;
}
export interface Assign extends NodeBase {
  readonly type: "Assign";
  /** `=`, or the compound operator: `+=`, `??=`, ... */
  readonly operator: string;
  readonly target: Pattern;
  readonly value: Expression;
}
export interface Member extends NodeBase {
  readonly type: "Member";
  readonly object: Expression;
  readonly property: PropertyKey;
  /** Range of the property name (not of the brackets). */
  readonly propertyStart: number;
  /** This very link is `?.`. */
  readonly optional: boolean;
}
export interface Call extends NodeBase {
  readonly type: "Call";
  readonly callee: Expression;
  readonly args: readonly (Expression | Spread)[];
  readonly optional: boolean;
}
export interface New extends NodeBase {
  readonly type: "New";
  readonly callee: Expression;
  readonly args: readonly (Expression | Spread)[];
}
/** Wraps the outermost node of an optional chain: a short circuit inside leaves at its end. */
export interface Chain extends NodeBase {
  readonly type: "Chain";
  readonly expression: Expression;
}
export interface Template extends NodeBase {
  readonly type: "Template";
  readonly expressions: readonly Expression[];
  /** The cooked text pieces; one more than expressions. */
  readonly quasis: readonly string[];
}
export interface TaggedTemplate extends NodeBase {
  readonly type: "TaggedTemplate";
  readonly tag: Expression;
  readonly expressions: readonly Expression[];
}
export interface Sequence extends NodeBase {
  readonly type: "Sequence";
  readonly expressions: readonly Expression[];
}
export interface Await extends NodeBase {
  readonly type: "Await";
  readonly argument: Expression;
}
export interface Yield extends NodeBase {
  readonly type: "Yield";
  readonly delegate: boolean;
  readonly argument?: Expression;
}
/** `x as T` and `<T>x`. Non-null assertions and `satisfies` vanish. */
export interface Cast extends NodeBase {
  readonly type: "Cast";
  readonly expression: Expression;
  readonly annotation: LazyType;
}
/** Anything else that has a value; its children are evaluated in order, its effect is unknown. */
export interface UnknownExpression extends NodeBase {
  readonly type: "Unknown";
  readonly children: readonly Expression[];
}

export type Expression =
  | Literal
  | Name
  | This
  | Super
  | ArrayLiteral
  | ObjectLiteral
  | FunctionNode
  | ClassNode
  | Unary
  | Update
  | Binary
  | Logical
  | Conditional
  | Assign
  | Member
  | Call
  | New
  | Chain
  | Template
  | TaggedTemplate
  | Sequence
  | Await
  | Yield
  | Cast
  | UnknownExpression;

// ------------------------------------------------------------------------------------------------------- patterns

export interface BindingName extends NodeBase {
  readonly type: "BindingName";
  readonly name: string;
  readonly annotation?: LazyType;
}
export interface ObjectPattern extends NodeBase {
  readonly type: "ObjectPattern";
  readonly properties: readonly { readonly key: PropertyKey; readonly value: Pattern }[];
  readonly rest?: Pattern;
  readonly annotation?: LazyType;
}
export interface ArrayPattern extends NodeBase {
  readonly type: "ArrayPattern";
  /** Null for holes. */
  readonly elements: readonly (Pattern | null)[];
  readonly rest?: Pattern;
  readonly annotation?: LazyType;
}
export interface DefaultPattern extends NodeBase {
  readonly type: "DefaultPattern";
  readonly target: Pattern;
  readonly value: Expression;
}
/** Last parameter `...xs`. */
export interface RestPattern extends NodeBase {
  readonly type: "RestPattern";
  readonly target: Pattern;
}
/** A member expression (or anything else assignable) as an assignment target. In an `Assign`, a plain name is a `Name` here. */
export interface TargetPattern extends NodeBase {
  readonly type: "Target";
  readonly expression: Expression;
}
export type Pattern = BindingName | ObjectPattern | ArrayPattern | DefaultPattern | RestPattern | TargetPattern;

// ----------------------------------------------------------------------------------------------------- statements

export interface VariableStatement extends NodeBase {
  readonly type: "Variables";
  readonly kind: "var" | "let" | "const" | "using";
  readonly declarations: readonly { readonly target: Pattern; readonly init?: Expression }[];
}
export interface FunctionStatement extends NodeBase {
  readonly type: "FunctionDeclaration";
  readonly function: FunctionNode;
}
export interface ClassStatement extends NodeBase {
  readonly type: "ClassDeclaration";
  readonly class: ClassNode;
}
export interface ExpressionStatement extends NodeBase {
  readonly type: "Expression";
  readonly expression: Expression;
}
export interface Block extends NodeBase {
  readonly type: "Block";
  readonly body: readonly Statement[];
}
export interface If extends NodeBase {
  readonly type: "If";
  readonly test: Expression;
  readonly consequent: Statement;
  readonly alternate?: Statement;
}
export interface For extends NodeBase {
  readonly type: "For";
  readonly init?: VariableStatement | Expression;
  readonly test?: Expression;
  readonly update?: Expression;
  readonly body: Statement;
}
export interface ForOf extends NodeBase {
  readonly type: "ForOf";
  readonly await: boolean;
  /** A declaration (without init) or an assignment target. */
  readonly left: VariableStatement | Pattern;
  readonly right: Expression;
  readonly body: Statement;
}
export interface ForIn extends NodeBase {
  readonly type: "ForIn";
  readonly left: VariableStatement | Pattern;
  readonly right: Expression;
  readonly body: Statement;
}
export interface While extends NodeBase {
  readonly type: "While";
  readonly test: Expression;
  readonly body: Statement;
}
export interface DoWhile extends NodeBase {
  readonly type: "DoWhile";
  readonly body: Statement;
  readonly test: Expression;
}
export interface Switch extends NodeBase {
  readonly type: "Switch";
  readonly discriminant: Expression;
  /** `test` is undefined for `default`. */
  readonly cases: readonly { readonly test?: Expression; readonly body: readonly Statement[] }[];
}
export interface Try extends NodeBase {
  readonly type: "Try";
  readonly block: readonly Statement[];
  readonly handler?: { readonly param?: Pattern; readonly body: readonly Statement[] };
  readonly finalizer?: readonly Statement[];
}
export interface Return extends NodeBase {
  readonly type: "Return";
  readonly argument?: Expression;
}
export interface Throw extends NodeBase {
  readonly type: "Throw";
  readonly argument: Expression;
}
export interface Break extends NodeBase {
  readonly type: "Break";
  readonly label?: string;
}
export interface Continue extends NodeBase {
  readonly type: "Continue";
  readonly label?: string;
}
export interface Labeled extends NodeBase {
  readonly type: "Labeled";
  readonly label: string;
  readonly body: Statement;
}
/** Names that this statement brings into the module (or namespace) scope from elsewhere. */
export interface Import extends NodeBase {
  readonly type: "Import";
  readonly source: string;
  /** `imported` is undefined for a namespace import, `default` for the default one. */
  readonly names: readonly { readonly local: string; readonly imported?: string }[];
}
/** A type alias, interface or (as `other`) enum; enums and namespaces with values are also `Unknown` or `Block`. */
export interface TypeDeclaration extends NodeBase {
  readonly type: "TypeDeclaration";
  readonly name: string;
  readonly annotation: LazyType;
}
export interface UnknownStatement extends NodeBase {
  readonly type: "UnknownStatement";
  /** Names it declares in the enclosing scope (enum, namespace, future syntax). */
  readonly declares: readonly string[];
  readonly children: readonly (Expression | Statement)[];
}

export type Statement =
  | VariableStatement
  | FunctionStatement
  | ClassStatement
  | ExpressionStatement
  | Block
  | If
  | For
  | ForOf
  | ForIn
  | While
  | DoWhile
  | Switch
  | Try
  | Return
  | Throw
  | Break
  | Continue
  | Labeled
  | Import
  | TypeDeclaration
  | UnknownStatement;

/** A file. Empty statements and directives are left out; `export` wrappers are opened. */
export interface Program {
  readonly body: readonly Statement[];
  readonly exports: readonly Export[];
  readonly text: string;
}
