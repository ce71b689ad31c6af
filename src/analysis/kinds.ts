import type { Event, Ref } from "../ir/types.ts";
import type { LoweredFunction } from "../lowering/core/context.ts";
import type { Unit } from "../lowering/core/lower.ts";
import type { Declaration, Scope } from "../lowering/core/scope.ts";
import type { ClassNode, Expression, TypeNode } from "../lowering/core/syntax.ts";
import { copyFunctions, copyMethods, liveFactories, liveMembers, ambiguousLiveMembers, staticFactories, typedArrayNames } from "../semantics/methods.ts";
import type { CollectionKind } from "../semantics/types.ts";
import { withoutFallbacks } from "./aliases.ts";
import type { Atom, AtomId, Value } from "./atoms.ts";
import type { Values } from "./values.ts";

const MAX_DEPTH = 8;

const kindsByName: ReadonlyMap<string, CollectionKind> = new Map<string, CollectionKind>([
  ["Map", "Map"],
  ["ReadonlyMap", "Map"],
  ["Set", "Set"],
  ["ReadonlySet", "Set"],
  ["Array", "Array"],
  ["ReadonlyArray", "Array"],
  ["URLSearchParams", "URLSearchParams"],
  ["Headers", "Headers"],
  ["FormData", "FormData"],
  ["DOMTokenList", "DOMTokenList"],
  ["HTMLCollection", "LiveTree"],
  ["HTMLCollectionOf", "LiveTree"],
  ["LiveClass", "LiveClass"],
  ["LiveTree", "LiveTree"],
  ["Record", "Object"],
  ["object", "Object"],
  ...typedArrayNames.map((name): [string, CollectionKind] => [name, "TypedArray"]),
]);

/** Type names that say nothing about what they hold. */
const opaque: ReadonlySet<string> = new Set(["any", "unknown", "T"]);
const transparent: ReadonlySet<string> = new Set(["Readonly", "NonNullable", "Required", "Partial"]);

const reference = (name: string, args: readonly TypeNode[] = []): TypeNode => ({ type: "ref", name, args });
const anyArray: TypeNode = { type: "array", element: reference("unknown") };

/**
 * Kinds of collections from the text of one file: allocations, annotations, fields of its classes, aliases and interfaces. No type
 * checker is asked.
 */
export class Kinds {
  readonly #unit: Unit;
  readonly #function: LoweredFunction;
  readonly #values: Values;

  constructor(unit: Unit, lowered: LoweredFunction, values: Values) {
    this.#unit = unit;
    this.#function = lowered;
    this.#values = values;
  }

  /** The kind that all alternatives of `value` agree on; `other`: no collection; undefined: the text does not tell. */
  kindOf(value: Value): CollectionKind | "other" | undefined {
    let result: CollectionKind | "other" | undefined;
    for (const id of withoutFallbacks(this.#values, this.#values.resolve(value))) {
      const type = this.#typeOfAtom(id, 0);
      const kind = type && this.#kindOfType(type, 0);
      if (kind === undefined) continue;
      if (result === undefined || result === "other") result = kind;
    }
    return result;
  }

  #kindOfType(type: TypeNode, depth: number): CollectionKind | "other" | undefined {
    if (depth > MAX_DEPTH) return undefined;
    switch (type.type) {
      case "array":
      case "tuple":
        return "Array";
      case "object":
        return this.#kindOfObject(type, depth);
      case "union":
        return this.#kindOfUnion(type.members, depth);
      case "function":
        return "other";
      case "ref":
        return this.#kindOfReference(type, depth);
      case "other":
        return undefined;
    }
  }

  #kindOfObject(type: TypeNode & { type: "object" }, depth: number): CollectionKind | "other" | undefined {
    for (const base of type.bases) {
      const kind = this.#kindOfType(base, depth + 1);
      if (kind !== "Object" && kind !== "other") return kind;
    }
    return "Object";
  }

  #kindOfUnion(members: readonly TypeNode[], depth: number): CollectionKind | "other" | undefined {
    let result: CollectionKind | "other" | undefined;
    for (const member of members) {
      const kind = this.#kindOfType(member, depth + 1);
      // `undefined`, `null` and whatever else has no name here say nothing.
      if (kind !== undefined && (result === undefined || result === "other" || result === "Object")) result = kind;
    }
    return result;
  }

  #kindOfReference(type: TypeNode & { type: "ref" }, depth: number): CollectionKind | "other" | undefined {
    const { name, args } = type;
    if (transparent.has(name)) return args[0] && this.#kindOfType(args[0], depth + 1);
    const declared = this.#unit.types.get(name);
    if (declared) return this.#kindOfType(declared(), depth + 1);
    const declaredClass = this.#unit.classes.get(name);
    if (declaredClass) return this.#kindOfClass(declaredClass, depth);
    if (opaque.has(name) || this.#unit.imports.has(name)) return undefined;
    return kindsByName.get(name) ?? (/^(string|number|boolean|bigint|symbol)$/.test(name) ? "other" : undefined);
  }

  #kindOfClass(node: ClassNode, depth: number): CollectionKind | "other" | undefined {
    if (node.superType) return this.#kindOfType(node.superType(), depth + 1);
    if (node.superClass) return node.superClass.type === "Name" ? this.#kindOfType(reference(node.superClass.name), depth + 1) : undefined;
    return "other";
  }

  #typeOfAtom(id: AtomId, depth: number): TypeNode | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const atom = this.#values.atom(id);
    switch (atom.tag) {
      case "parameter":
        return this.#function.parameters[atom.index]?.();
      case "binding": {
        const declaration = this.#unit.names.declarations.get(atom.binding);
        return declaration && this.#typeOfDeclaration(declaration, depth + 1);
      }
      case "this":
        return this.#function.thisClass && classType(this.#function.thisClass);
      case "field":
        return this.#typeOfField(atom.base, atom.name, depth);
      case "entry": {
        const base = this.#typeOfAtom(atom.base, depth + 1);
        return base && this.#elementType(base, depth, 1);
      }
      case "allocation":
      case "result":
        return this.#typeOfEvent(this.#values.fn.events[atom.ref]!, depth);
      case "item": {
        const opened = this.#values.fn.events[atom.iteration]!;
        const source = opened.op === "iterate-open" ? opened.source : opened.op === "call" ? opened.receiver : undefined;
        const type = source === undefined ? undefined : this.#typeOfValue(this.#values.of(source), depth + 1);
        return type && this.#elementType(type, depth, undefined);
      }
      case "phi": {
        for (const operand of this.#values.operandsOf(id)) {
          const type = this.#typeOfValue(operand, depth + 1);
          if (type) return type;
        }
        return undefined;
      }
      case "constant":
      case "compute":
      case "closure":
        return atom.tag === "constant" && (atom.value === undefined || atom.value === null) ? undefined : reference("string");
      default:
        return undefined;
    }
  }

  #typeOfValue(value: Value, depth: number): TypeNode | undefined {
    for (const id of value) {
      const type = this.#typeOfAtom(id, depth);
      if (type) return type;
    }
    return undefined;
  }

  #typeOfEvent(event: Event, depth: number): TypeNode | undefined {
    if (event.op === "allocate") return event.kind === "Array" ? anyArray : event.kind === "Object" ? { type: "object", members: new Map(), bases: [] } : reference(event.kind);
    if (event.op === "parameter") return event.rest ? anyArray : undefined;
    if (event.op !== "call") return undefined;
    const { callee, receiver, method, construct } = event;
    if (callee !== undefined) return this.#typeOfCallee(callee, construct, depth);
    if (typeof method !== "string" || receiver === undefined) return undefined;
    const owner = this.#values.fn.events[receiver]!;
    if (owner.op === "load" && owner.binding.kind === "global" && copyFunctions.has(`${owner.binding.name}.${method}`)) return anyArray;
    return typeOfMethodResult(method) ?? (copyMethods.has(method) ? anyArray : undefined);
  }

  #typeOfCallee(callee: Ref, construct: boolean, depth: number): TypeNode | undefined {
    const event = this.#values.fn.events[callee]!;
    if (event.op !== "load") return undefined;
    if (construct) return reference(event.binding.name);
    const declaration = this.#unit.names.declarations.get(event.binding);
    const init = declaration?.init;
    const node = declaration?.function ?? (init?.type === "Function" ? init : undefined);
    const type = node?.returns?.();
    return type && depth < MAX_DEPTH ? type : undefined;
  }

  #typeOfField(base: AtomId, name: string, depth: number): TypeNode | undefined {
    const live = liveMembers.get(name);
    if (live && !ambiguousLiveMembers.has(name)) return reference(live);
    const owner = this.#values.atom(base);
    const { thisClass } = this.#function;
    if (owner.tag === "this" && thisClass) {
      const type = this.#typeOfMember(thisClass, name, depth);
      if (type) return type;
    }
    const type = isDocument(owner) ? reference("Document") : this.#typeOfAtom(base, depth + 1);
    return type && this.#memberType(type, name, depth + 1);
  }

  #memberType(type: TypeNode, name: string, depth: number): TypeNode | undefined {
    if (depth > MAX_DEPTH) return undefined;
    switch (type.type) {
      case "object":
        return type.members.get(name) ?? first(type.bases, (base) => this.#memberType(base, name, depth + 1));
      case "union":
        return first(type.members, (member) => this.#memberType(member, name, depth + 1));
      case "tuple":
        return type.elements[Number(name)];
      case "array":
        return /^\d+$/.test(name) ? type.element : undefined;
      case "ref": {
        if (transparent.has(type.name)) return type.args[0] && this.#memberType(type.args[0], name, depth + 1);
        const declared = this.#unit.types.get(type.name);
        if (declared) return this.#memberType(declared(), name, depth + 1);
        const platform = platformMember(type.name, name);
        if (platform) return reference(platform);
        const node = this.#unit.classes.get(type.name);
        return node && this.#typeOfMember(node, name, depth);
      }
      default:
        return undefined;
    }
  }

  #elementType(type: TypeNode, depth: number, mapArgument: 1 | undefined): TypeNode | undefined {
    if (type.type === "array") return type.element;
    if (type.type === "union") return first(type.members, (member) => this.#elementType(member, depth + 1, mapArgument));
    if (type.type !== "ref" || depth > MAX_DEPTH) return undefined;
    if (type.name === "Map" || type.name === "ReadonlyMap") {
      return mapArgument ? type.args[1] : { type: "tuple", elements: type.args };
    }
    if (type.name === "Record") return type.args[1];
    const declared = this.#unit.types.get(type.name);
    if (declared) return this.#elementType(declared(), depth + 1, mapArgument);
    return /^(Readonly)?(Set|Array)$/.test(type.name) ? type.args[0] : undefined;
  }

  #typeOfMember(node: ClassNode, name: string, depth: number): TypeNode | undefined {
    for (const member of node.members) {
      if (member.kind !== "field" || member.key !== name) continue;
      const type = member.annotation?.() ?? (member.value && this.#typeOfExpression(member.value, undefined, depth + 1));
      if (type) return type;
    }
    const assigned = constructorAssignment(node, name);
    return assigned && this.#typeOfExpression(assigned, undefined, depth + 1);
  }

  #typeOfDeclaration(declaration: Declaration, depth: number): TypeNode | undefined {
    const { annotation, init, scope } = declaration;
    if (declaration.function) return { type: "function", returns: declaration.function.returns?.() ?? { type: "other" } };
    return annotation?.() ?? (init && this.#typeOfExpression(init, scope, depth));
  }

  #typeOfExpression(node: Expression, scope: Scope | undefined, depth: number): TypeNode | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const of = (expression: Expression): TypeNode | undefined => this.#typeOfExpression(expression, scope, depth + 1);
    switch (node.type) {
      case "Array":
        return anyArray;
      case "Object":
        return { type: "object", members: this.#membersOf(node, scope, depth), bases: [] };
      case "Cast":
        return node.annotation();
      case "New":
        return node.callee.type === "Name" ? reference(node.callee.name) : undefined;
      case "Literal":
      case "Template":
        return node.type === "Literal" && node.value === null ? undefined : reference("string");
      case "Function":
        return { type: "function", returns: node.returns?.() ?? { type: "other" } };
      case "Conditional":
        return of(node.consequent) ?? of(node.alternate);
      case "Logical":
        return of(node.left) ?? of(node.right);
      case "Chain":
        return of(node.expression);
      case "Name": {
        const declaration = scope && this.#unit.names.declarations.get(scope.resolve(node.name));
        return declaration && this.#typeOfDeclaration(declaration, depth + 1);
      }
      case "Member": {
        if (typeof node.property !== "string") return undefined;
        const live = liveMembers.get(node.property);
        if (live && !ambiguousLiveMembers.has(node.property)) return reference(live);
        const owner = of(node.object);
        return owner && this.#memberType(owner, node.property, depth + 1);
      }
      case "Call": {
        const { callee } = node;
        if (callee.type !== "Member" || typeof callee.property !== "string") return undefined;
        const dotted = callee.object.type === "Name" ? `${callee.object.name}.${callee.property}` : "";
        return typeOfMethodResult(callee.property) ?? (copyFunctions.has(dotted) ? anyArray : undefined);
      }
      default:
        return undefined;
    }
  }

  #membersOf(node: Expression & { type: "Object" }, scope: Scope | undefined, depth: number): Map<string, TypeNode> {
    const members = new Map<string, TypeNode>();
    for (const property of node.properties) {
      if (property.type === "Spread" || typeof property.key !== "string" || property.kind !== "init") continue;
      const type = this.#typeOfExpression(property.value, scope, depth + 1);
      if (type) members.set(property.key, type);
    }
    return members;
  }
}

const domType = /^(?:(?:HTML|SVG|MathML)\w*)?Element$|^(?:Node|ChildNode|ParentNode|Document|DocumentFragment|ShadowRoot)$/;

/** Collections that objects of the platform hand out. */
function platformMember(type: string, name: string): CollectionKind | undefined {
  if (domType.test(type)) return liveMembers.get(name);
  if (type === "URL" && name === "searchParams") return "URLSearchParams";
  return (type === "Request" || type === "Response") && name === "headers" ? "Headers" : undefined;
}

const isDocument = (atom: Atom): boolean =>
  atom.tag === "binding" && atom.binding.kind === "global" && atom.binding.name === "document";

function typeOfMethodResult(method: string): TypeNode | undefined {
  const live = liveFactories.get(method);
  if (live) return reference(live);
  return staticFactories.has(method) ? anyArray : undefined;
}

const classType = (node: ClassNode): TypeNode =>
  node.superType?.() ?? (node.superClass?.type === "Name" ? reference(node.superClass.name) : reference("string"));

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
