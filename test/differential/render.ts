import type { Body, Condition, HelperNode, KeyNode, Kind, ProgramNode, Statement } from "./ast.ts";
import { type CollectionName, constant, Scope } from "./scope.ts";

/** A program as text, line by line the same in both forms. */
export interface Rendered {
  /** What the analysis reads: TypeScript. */
  readonly source: string;
  /** What is run: JavaScript, in which a traced collection is also told the line of each change and each loop. */
  readonly traced: string;
  /** Names of those of its parameters that each function uses: the helpers, then `subject`. */
  readonly used: readonly ReadonlySet<string>[];
}

export const INPUTS = ["flag", "other"] as const;
export const PARAMETERS = ["left", "right"] as const;

export function render(program: ProgramNode): Rendered {
  const source = new Writer(program, false).text();
  const traced = new Writer(program, true).text();
  const functions = source.split("export function").slice(1);
  const used = functions.map((text) => new Set(text.slice(text.indexOf("{")).match(/\b[a-z]+\d?\b/g)));
  return { source, traced, used };
}

class Writer {
  readonly #program: ProgramNode;
  readonly #traced: boolean;
  readonly #lines: string[] = [];
  #names = 0;
  #hasOpenName = false;
  #indent = 0;
  /** Helpers that can be called. */
  #helpers = 0;

  constructor(program: ProgramNode, traced: boolean) {
    this.#program = program;
    this.#traced = traced;
  }

  text(): string {
    if (!this.#traced) this.#write("declare function visit(key: unknown): void;");
    else this.#write('"use strict";');
    for (const helper of this.#program.helpers) this.#helper(helper);
    this.#subject();
    return `${this.#lines.join("\n")}\n`;
  }

  #subject(): void {
    const { kinds, body } = this.#program;
    const scope = new Scope();
    kinds.forEach((kind, at) => scope.collections.push(ownCollection(PARAMETERS[at]!, kind)));
    const collections = kinds.map((kind, at) => `${PARAMETERS[at]!}${this.#typed(kind)}`);
    const inputs = INPUTS.map((name) => (this.#traced ? name : `${name}: boolean`));
    const head = `function subject(${[...collections, ...inputs].join(", ")}) {`;
    this.#block(this.#exported(head), body, scope, "}");
    if (this.#traced) this.#write(`return { subject, helpers: [${Array.from({ length: this.#helpers }, (_, at) => `helper${at}`).join(", ")}] };`);
  }

  #helper({ kinds, body, returns }: HelperNode): void {
    const scope = new Scope();
    kinds.forEach((kind, at) => scope.collections.push(ownCollection(`p${at}`, kind)));
    const result = returns === "nothing" ? undefined : scope.collections[0];
    if (result) scope.collections[0] = result;
    const inner = new Scope(scope, { result: returns === "copy" && result ? { ...result, name: `new ${result.kind}(${result.name})` } : result });
    inner.keys.push({ name: "key", fixed: false, assignable: false });
    const parameters = [...kinds.map((kind, at) => `p${at}${this.#typed(kind)}`), this.#traced ? "key" : "key: string"];
    this.#block(this.#exported(`function helper${this.#helpers}(${parameters.join(", ")}) {`), body, inner, "}", inner.result ? [`return ${this.#result(inner)};`] : []);
    this.#helpers++;
  }

  /** Helpers are exported, too: each is run by itself as well. */
  #exported(head: string): string {
    return this.#traced ? head : `export ${head}`;
  }

  #typed(kind: Kind): string {
    if (this.#traced) return "";
    return kind === "Map" ? ": Map<string, number>" : ": Set<string>";
  }

  get #line(): number {
    return this.#lines.length + 1;
  }

  #write(text: string): void {
    this.#lines.push("  ".repeat(this.#indent) + text);
  }

  #name(prefix: string): string {
    return `${prefix}${++this.#names}`;
  }

  #block(head: string, body: Body, scope: Scope, foot: string, last: readonly string[] = [], first: readonly string[] = []): void {
    this.#write(head);
    this.#indent++;
    for (const line of first) this.#write(line);
    for (const statement of body) {
      this.#statement(statement, scope);
      // What stands after a jump never runs.
      if (statement.type === "jump" && !statement.test) break;
    }
    for (const line of last) this.#write(line);
    this.#indent--;
    this.#write(foot);
  }

  #statement(node: Statement, scope: Scope): void {
    switch (node.type) {
      case "visit":
        return this.#write(`visit(${scope.keyText(node.key)});`);
      case "put":
      case "delete":
      case "clear":
        return this.#change(node, scope);
      case "jump":
        return this.#jump(node, scope);
      case "if":
        return this.#if(node, scope);
      case "loop":
        return this.#loop(node, scope);
      case "try":
        return this.#try(node, scope);
      case "key": {
        const fixed = scope.isFixed(node.key);
        const name = this.#name("k");
        this.#write(`${node.constant ? "const" : "let"} ${name} = ${scope.keyText(node.key)};`);
        return void scope.keys.push({ name, fixed, assignable: !node.constant });
      }
      case "set-key": {
        const name = scope.assignableKey(node.index);
        return name === undefined ? undefined : this.#write(`${name} = ${scope.keyText(node.key)};`);
      }
      case "flag": {
        const name = this.#name("b");
        this.#write(`let ${name} = ${node.initial};`);
        return void scope.flags.push(name);
      }
      case "set-flag": {
        const name = scope.flag(node.index);
        return name === undefined ? undefined : this.#write(`${name} = ${node.value};`);
      }
      case "closure":
        return this.#closure(node, scope);
      case "run": {
        const name = scope.closure(node.closure);
        return name === undefined ? undefined : this.#write(`${this.#call(`${name}(${scope.keyText(node.key)})`)};`);
      }
      case "call":
        return this.#callHelper(node, scope);
      default:
        return this.#collection(node, scope);
    }
  }

  #change(node: Statement & { type: "put" | "delete" | "clear" }, scope: Scope): void {
    const { name, kind } = scope.collection(node.collection)!;
    const at = this.#traced ? [String(this.#line)] : [];
    if (node.type === "clear" && scope.loops > 0) return this.#write(`${name}.clear(${at.join("")});`);
    // Outside of loops an empty collection would only make the rest of the program dead.
    if (node.type === "clear") return;
    const method = node.type === "delete" ? "delete" : kind === "Map" ? "set" : "add";
    const value = method === "set" ? ["0"] : [];
    this.#write(`${name}.${method}(${[scope.keyText(node.key), ...value, ...at].join(", ")});`);
  }

  #jump({ how, test, label }: Statement & { type: "jump" }, scope: Scope): void {
    const condition = test ? `if (${this.#condition(test, scope)}) ` : "";
    if (how === "throw") return this.#write(`${condition}throw ${this.#error()};`);
    if (how === "return") return this.#write(`${condition}return${scope.result ? ` ${this.#result(scope)}` : ""};`);
    if (scope.labels.length === 0) return;
    const name = scope.labels[scope.labels.length - (label % (scope.labels.length + 1))];
    this.#write(`${condition}${how}${name === undefined ? "" : ` ${name}`};`);
  }

  #error(): string {
    return this.#traced ? '$.error("stop")' : 'new Error("stop")';
  }

  #result({ result }: Scope): string {
    return this.#traced ? `$.given(${result!.name})` : result!.name;
  }

  #if({ test, then, otherwise }: Statement & { type: "if" }, scope: Scope): void {
    const foot = otherwise.length > 0 ? "} else {" : "}";
    this.#block(`if (${this.#condition(test, scope)}) {`, then, new Scope(scope), foot);
    if (otherwise.length === 0) return;
    this.#lines.pop();
    this.#block("} else {", otherwise, new Scope(scope), "}");
  }

  #try({ body, test, handler, finalizer }: Statement & { type: "try" }, scope: Scope): void {
    const parts: [string, Body][] = [["try {", body]];
    if (handler || !finalizer) parts.push(["} catch {", handler ?? []]);
    if (finalizer) parts.push(["} finally {", finalizer]);
    const throws = handler || !finalizer ? [`if (${this.#condition(test, scope)}) throw ${this.#error()};`] : [];
    for (const [head, part] of parts) {
      if (head !== "try {") this.#lines.pop();
      this.#block(head, part, new Scope(scope), "}", [], head === "try {" ? throws : []);
    }
  }

  #closure({ body, key: argument }: Statement & { type: "closure" }, scope: Scope): void {
    const name = this.#name("f");
    const inner = new Scope(scope, { labels: [], result: undefined });
    const key = this.#name("k");
    inner.keys.push({ name: key, fixed: false, assignable: false });
    this.#block(`const ${name} = (${key}${this.#traced ? "" : ": string"}) => {`, body, inner, "};");
    scope.closures.push(name);
    this.#write(`${this.#call(`${name}(${scope.keyText(argument)})`)};`);
  }

  #loop({ walk, collection, quiet, body }: Statement & { type: "loop" }, scope: Scope): void {
    const source = scope.collection(collection)!;
    const hasKey = !(walk === "values" && source.kind === "Map");
    const key = this.#name(hasKey ? "k" : "v");
    const at = this.#traced ? `${this.#line}, ${quiet}` : "";
    const text = sourceText(source, walk, at);
    const isCallback = walk.endsWith("forEach");
    const label = this.#name("L");
    const inner = new Scope(scope, isCallback ? { labels: [], result: undefined, inLoop: true } : { labels: [...scope.labels, label], inLoop: true });
    if (hasKey) inner.keys.push({ name: key, fixed: false, from: source.name, assignable: false });
    const first = quiet ? [] : [`visit(${key});`];
    const isPair = source.kind === "Map" && (walk === "self" || walk === "spread" || walk === "copy" || walk === "from");
    const head = this.#lines.length;
    if (isCallback) {
      const parameters = walk === "forEach" && source.kind === "Map" ? `_, ${key}` : key;
      const foot = walk === "forEach" && this.#traced ? `}, ${at});` : "});";
      return this.#block(`${text}.forEach((${parameters}) => {`, body, inner, foot, [], first);
    }
    this.#block(`for (const ${isPair || walk === "entries" ? `[${key}]` : key} of ${text}) {`, body, inner, "}", [], first);
    const isNamed = this.#lines.slice(head).some((line) => line.includes(` ${label};`));
    if (isNamed) this.#lines[head] = this.#lines[head]!.replace("for (", `${label}: for (`);
  }

  #collection(
    node: Statement & { type: "alias" | "choice" | "set-alias" | "local" | "copy" },
    scope: Scope,
  ): void {
    // The analysis takes two names that each stand for one of several things to be made to differ: so there is one such name at most.
    const isOpen = node.type === "choice" || (node.type === "alias" && !node.constant);
    if (isOpen && this.#hasOpenName) return;
    this.#hasOpenName ||= isOpen;
    if (node.type === "set-alias") {
      const target = scope.assignable(node.index);
      if (target) this.#write(`${target.name} = ${scope.collection(node.collection, target.kind)!.name};`);
      return;
    }
    const name = this.#name("c");
    const [kind, value] = this.#value(node, scope);
    const isConstant = node.type !== "alias" || node.constant;
    this.#write(`${isConstant ? "const" : "let"} ${name} = ${value};`);
    const roots = node.type === "alias" || node.type === "choice" ? this.#rootsOf(node, scope) : new Set([name]);
    scope.collections.push({ name, kind, assignable: !isConstant, roots });
  }

  #rootsOf(node: Statement & { type: "alias" | "choice" }, scope: Scope): ReadonlySet<string> {
    if (node.type === "choice") {
      const { kind, roots } = scope.collection(node.left)!;
      return new Set([...roots, ...scope.collection(node.right, kind)!.roots]);
    }
    const { kind, roots } = scope.collection(node.collection)!;
    // A variable may become any other of its kind.
    if (node.constant) return roots;
    return new Set(scope.collections.filter((other) => other.kind === kind).flatMap((other) => [...other.roots]));
  }

  #value(node: Statement & { type: "alias" | "choice" | "local" | "copy" }, scope: Scope): [Kind, string] {
    switch (node.type) {
      case "alias": {
        const { kind, name } = scope.collection(node.collection)!;
        return [kind, name];
      }
      case "copy": {
        const { kind, name } = scope.collection(node.collection)!;
        return [kind, `new ${kind}(${name})`];
      }
      case "choice": {
        const { kind, name } = scope.collection(node.left)!;
        const other = scope.collection(node.right, kind)!.name;
        return [kind, name === other ? name : `${this.#condition(node.test, scope)} ? ${name} : ${other}`];
      }
      case "local": {
        const type = this.#traced ? "" : node.kind === "Map" ? "<string, number>" : "<string>";
        const keys = node.keys.map((key) => (node.kind === "Map" ? `[${scope.keyText(key)}, 0]` : scope.keyText(key)));
        return [node.kind, `new ${node.kind}${type}(${keys.length > 0 ? `[${keys.join(", ")}]` : ""})`];
      }
    }
  }

  #callHelper({ helper, collections, key }: Statement & { type: "call" }, scope: Scope): void {
    if (this.#helpers === 0) return;
    const at = helper % this.#helpers;
    const { kinds, returns } = this.#program.helpers[at]!;
    const [one, other] = kinds.map((kind, index) => scope.collection(collections[index]!, kind));
    if (!one || !other || (!this.#program.sameTwice && [...one.roots].some((root) => other.roots.has(root)))) return;
    const call = this.#call(`helper${at}(${one.name}, ${other.name}, ${scope.keyText(key)})`);
    if (returns === "nothing") return this.#write(`${call};`);
    const name = this.#name("c");
    this.#write(`const ${name} = ${call};`);
    scope.collections.push({ name, kind: kinds[0], assignable: false, roots: returns === "same" ? one.roots : new Set([name]) });
  }

  #call(text: string): string {
    return this.#traced ? `$.call(${this.#line}, () => ${text})` : text;
  }

  #condition(node: Condition, scope: Scope): string {
    switch (node.type) {
      case "input":
        return this.#input(node.index, scope);
      case "variable":
        return scope.flag(node.index) ?? this.#input(node.index, scope);
      case "has": {
        const { name } = scope.collection(node.collection)!;
        const key: KeyNode = scope.isOpenFor(node.key, name) ? node.key : { type: "constant", index: node.collection };
        return `${name}.has(${scope.keyText(key)})`;
      }
      case "equals": {
        const key = scope.variableKey(node.key);
        const other = node.other === undefined ? undefined : scope.variableKey(node.other);
        if (key === undefined) return this.#input(node.key, scope);
        return `${key} === ${other === undefined || other === key ? constant(node.key % 4 === 3 ? 1 : 0) : other}`;
      }
      case "parity": {
        const key = scope.variableKey(node.key);
        return key === undefined ? this.#input(node.key, scope) : `${key}.length % 2 === 1`;
      }
      case "not":
        return `!(${this.#condition(node.inner, scope)})`;
      case "both":
      case "either":
        return `(${this.#condition(node.left, scope)} ${node.type === "both" ? "&&" : "||"} ${this.#condition(node.right, scope)})`;
    }
  }

  /** A helper has no inputs: it asks its collection. */
  #input(index: number, scope: Scope): string {
    const [first] = scope.collections;
    return first!.name === PARAMETERS[0] ? INPUTS[index % INPUTS.length]! : `${first!.name}.has(${constant(index)})`;
  }
}

function ownCollection(name: string, kind: Kind): CollectionName {
  return { name, kind, assignable: false, roots: new Set([name]) };
}

function sourceText({ name, kind }: CollectionName, walk: string, at: string): string {
  switch (walk) {
    case "self":
      if (at === "") return name;
      return `${name}.${kind === "Map" ? "entries" : "values"}(${at})`;
    case "keys":
    case "entries":
    case "values":
      return `${name}.${walk}(${at})`;
    case "spread":
      return `[...${name}]`;
    case "copy":
      return `new ${kind}(${name})`;
    case "from":
      return `Array.from(${name})`;
    case "spread.forEach":
      return `[...${name}.keys()]`;
    default:
      return name;
  }
}
