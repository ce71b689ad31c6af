import type { Binding } from "../../ir/types.ts";
import type { DeclaredTypes } from "../../ir/unit.ts";
import { certainLiveMember, copyFunctions, liveFactories, liveMembers, staticFactories } from "../../semantics/methods.ts";
import { engineKinds, engineMakers, enginePackage, engineType } from "../../semantics/engine.ts";
import type { Declaration, Names, Scope } from "./scope.ts";
import type { ClassMember, ClassNode, Expression, LazyType, Program, TypeNode } from "./syntax.ts";

const MAX_DEPTH = 8;
const MAX_ALIASES = 5;

/** Utility types whose members and elements are those of their argument. */
const transparent: ReadonlySet<string> = new Set(["Readonly", "NonNullable", "Required", "Partial"]);

const reference = (name: string): TypeNode => ({ type: "ref", name, args: [] });
const anyArray: TypeNode = { type: "array", element: { type: "other" } };

/** Types by the text of one file: annotations, initializers, fields of its classes, aliases and interfaces. */
export class FileTypes implements DeclaredTypes {
  readonly #names: Names;
  readonly #aliases = new Map<string, LazyType>();
  readonly #classes = new Map<string, ClassNode>();
  readonly #classTypes = new Map<ClassNode, TypeNode>();
  readonly #imports = new Map<string, { readonly source: string; readonly imported?: string }>();
  #depth = 0;

  constructor(program: Program, names: Names) {
    this.#names = names;
    for (const statement of program.body) {
      if (statement.type === "TypeDeclaration") this.#aliases.set(statement.name, statement.annotation);
      if (statement.type === "Import") {
        for (const { local, imported } of statement.names) this.#imports.set(local, { source: statement.source, ...(imported !== undefined && { imported }) });
      }
      if (statement.type === "ClassDeclaration" && statement.class.name) this.#classes.set(statement.class.name, statement.class);
    }
  }

  named(name: string): TypeNode | undefined {
    const alias = this.#aliases.get(name);
    if (alias) return alias();
    const node = this.#classes.get(name);
    return node && this.ofClass(node);
  }

  importOf(name: string): { readonly source: string; readonly imported?: string } | undefined {
    return this.#imports.get(name);
  }

  ofBinding(binding: Binding): TypeNode | undefined {
    const declaration = this.#names.declarations.get(binding);
    return declaration && this.#ofDeclaration(declaration);
  }

  ofClass(node: ClassNode): TypeNode {
    let type = this.#classTypes.get(node);
    if (!type) {
      const base = node.superType?.() ?? (node.superClass && nameOf(node.superClass));
      type = { type: "class", base, member: (name) => this.#guarded(() => this.#ofMember(node, name)) };
      this.#classTypes.set(node, type);
    }
    return type;
  }

  aliasOf(start: Binding): { root: Binding; path: readonly string[] } {
    let root = start;
    const path: string[] = [];
    for (let hops = 0; hops < MAX_ALIASES && root.kind === "constant"; hops++) {
      const declaration = this.#names.declarations.get(root);
      let init = declaration?.init;
      const fields: string[] = [];
      while (init?.type === "Member" && typeof init.property === "string") {
        fields.unshift(init.property);
        init = init.object;
      }
      if (!declaration || init?.type !== "Name") break;
      const next = declaration.scope.resolve(init.name);
      if (next.kind === "variable" || next.kind === "parameter" || next.kind === "global") break;
      path.unshift(...fields);
      root = next;
    }
    return { root, path };
  }

  memberOf(type: TypeNode, name: string): TypeNode | undefined {
    return this.#guarded(() => {
      switch (type.type) {
        case "object":
          return type.members.get(name) ?? first(type.bases, (base) => this.memberOf(base, name));
        case "class":
          return type.member(name) ?? (type.base && this.memberOf(type.base, name));
        case "union":
          return first(type.members, (member) => this.memberOf(member, name));
        case "tuple":
          return type.elements[Number(name)];
        case "array":
          return /^\d+$/.test(name) ? type.element : undefined;
        case "ref": {
          if (transparent.has(type.name)) return type.args[0] && this.memberOf(type.args[0], name);
          const declared = this.named(type.name);
          return declared ? this.memberOf(declared, name) : platformMember(type.name, name);
        }
        default:
          return undefined;
      }
    });
  }

  elementOf(type: TypeNode, part: "item" | "value"): TypeNode | undefined {
    return this.#guarded(() => {
      if (type.type === "array") return type.element;
      if (type.type === "union") return first(type.members, (member) => this.elementOf(member, part));
      if (type.type === "class") return type.base && this.elementOf(type.base, part);
      if (type.type !== "ref") return undefined;
      const { name, args } = type;
      if (name === "Map" || name === "ReadonlyMap") return part === "value" ? args[1] : { type: "tuple", elements: args };
      if (name === "Record") return args[1];
      if (transparent.has(name)) return args[0] && this.elementOf(args[0], part);
      const declared = this.named(name);
      if (declared) return this.elementOf(declared, part);
      return /^(Readonly)?(Set|Array)$/.test(name) ? args[0] : undefined;
    });
  }

  /** Types may refer to themselves. */
  #guarded(body: () => TypeNode | undefined): TypeNode | undefined {
    if (this.#depth > MAX_DEPTH) return undefined;
    this.#depth++;
    const type = body();
    this.#depth--;
    return type;
  }

  #ofMember(node: ClassNode, name: string): TypeNode | undefined {
    for (const member of node.members) {
      if (member.key !== name) continue;
      if (member.kind === "get") return this.#ofGetter(node, member);
      if (member.kind !== "field") continue;
      const type = member.annotation?.() ?? (member.value && this.#ofExpression(member.value, undefined));
      if (type) return type;
    }
    const assigned = constructorAssignment(node, name);
    return assigned && this.#ofExpression(assigned, undefined);
  }

  /** A getter that hands a field out is that field; any other may make a fresh object each time. */
  #ofGetter(node: ClassNode, { value }: ClassMember): TypeNode | undefined {
    const [only, ...others] = value?.type === "Function" ? value.body() : [];
    const returned = others.length === 0 && only?.type === "Return" ? only.argument : undefined;
    if (returned?.type === "Member" && returned.object.type === "This" && typeof returned.property === "string") {
      const field = returned.property;
      return this.#guarded(() => this.#ofMember(node, field));
    }
    return reference("object");
  }

  #ofDeclaration(declaration: Declaration): TypeNode | undefined {
    const { annotation, init, scope } = declaration;
    if (declaration.function) return functionType(declaration.function);
    if (declaration.class) return { type: "function", returns: this.ofClass(declaration.class) };
    return annotation?.() ?? (init && this.#ofExpression(init, scope));
  }

  #ofExpression(node: Expression, scope: Scope | undefined): TypeNode | undefined {
    return this.#guarded(() => {
      switch (node.type) {
        case "Array":
          return anyArray;
        case "Object":
          return { type: "object", members: this.#membersOf(node, scope), bases: [] };
        case "Cast":
          return node.annotation();
        case "New":
          return nameOf(node.callee);
        case "Literal":
          return node.value === null ? undefined : reference("string");
        case "Template":
          return reference("string");
        case "Function":
          return functionType(node);
        case "Conditional":
          return this.#ofExpression(node.consequent, scope) ?? this.#ofExpression(node.alternate, scope);
        case "Logical":
          return this.#ofExpression(node.left, scope) ?? this.#ofExpression(node.right, scope);
        case "Chain":
          return this.#ofExpression(node.expression, scope);
        case "Name":
          return scope && this.ofBinding(scope.resolve(node.name));
        case "Member":
          return this.#ofMemberExpression(node, scope);
        case "Call":
          return this.#madeBy(node) ?? ofCall(node);
        default:
          return undefined;
      }
    });
  }

  /** `GoMap.make("string")`, or the same through a namespace import. */
  #madeBy({ callee }: Expression & { type: "Call" }): TypeNode | undefined {
    if (callee.type !== "Member" || typeof callee.property !== "string" || !engineMakers.has(callee.property)) return undefined;
    const { object } = callee;
    const isMember = object.type === "Member" && object.object.type === "Name" && typeof object.property === "string";
    const owner = isMember ? (object.object).name : object.type === "Name" ? object.name : undefined;
    const origin = owner === undefined ? undefined : this.#imports.get(owner);
    if (origin?.source !== enginePackage) return undefined;
    const name = isMember ? (origin.imported === undefined ? String(object.property) : undefined) : origin.imported;
    return name !== undefined && engineKinds.has(name) ? reference(engineType(name)) : undefined;
  }

  #ofMemberExpression(node: Expression & { type: "Member" }, scope: Scope | undefined): TypeNode | undefined {
    if (typeof node.property !== "string") return undefined;
    const live = certainLiveMember(node.property);
    if (live) return reference(live);
    const owner = this.#ofExpression(node.object, scope);
    return owner && this.memberOf(owner, node.property);
  }

  #membersOf(node: Expression & { type: "Object" }, scope: Scope | undefined): Map<string, TypeNode> {
    const members = new Map<string, TypeNode>();
    for (const property of node.properties) {
      if (property.type === "Spread" || typeof property.key !== "string" || property.kind !== "init") continue;
      const type = this.#ofExpression(property.value, scope);
      if (type) members.set(property.key, type);
    }
    return members;
  }
}

const nameOf = (node: Expression): TypeNode | undefined => (node.type === "Name" ? reference(node.name) : undefined);

const functionType = (node: { readonly returns?: LazyType }): TypeNode => ({
  type: "function",
  returns: node.returns?.() ?? { type: "other" },
});

function ofCall({ callee }: Expression & { type: "Call" }): TypeNode | undefined {
  if (callee.type !== "Member" || typeof callee.property !== "string") return undefined;
  const live = liveFactories.get(callee.property);
  if (live) return reference(live);
  const dotted = callee.object.type === "Name" ? `${callee.object.name}.${callee.property}` : "";
  return staticFactories.has(callee.property) || copyFunctions.has(dotted) ? anyArray : undefined;
}

const domType = /^(?:(?:HTML|SVG|MathML)\w*)?Element$|^(?:Node|ChildNode|ParentNode|Document|DocumentFragment|ShadowRoot)$/;

/** Collections that objects of the platform hand out. */
function platformMember(type: string, name: string): TypeNode | undefined {
  const live = domType.test(type) ? liveMembers.get(name) : undefined;
  if (live) return reference(live);
  if (type === "URL" && name === "searchParams") return reference("URLSearchParams");
  return (type === "Request" || type === "Response") && name === "headers" ? reference("Headers") : undefined;
}

/** What the constructor assigns to `this.<name>`, for classes that declare no fields. */
function constructorAssignment(node: ClassNode, name: string): Expression | undefined {
  const constructor = node.members.find((member) => member.kind === "constructor");
  if (constructor?.value?.type !== "Function") return undefined;
  for (const statement of constructor.value.body()) {
    if (statement.type !== "Expression" || statement.expression.type !== "Assign") continue;
    const { target, value } = statement.expression;
    if (target.type !== "Target" || target.expression.type !== "Member") continue;
    const { object, property } = target.expression;
    if (object.type === "This" && property === name) return value;
  }
  return undefined;
}

function first<T, R>(items: readonly T[], visit: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const result = visit(item);
    if (result !== undefined) return result;
  }
  return undefined;
}
