import type { CallInput, Entry, FunctionTarget } from "../case.ts";
import { describeInputs } from "../inputs/describe.ts";
import { type Description, isDescribed, type SeedDescription } from "../inputs/description.ts";
import type { ModuleMember } from "../inputs/plan.ts";
import { releaseOf } from "../release-of.ts";
import type { Witness } from "../types.ts";
import { callText, memberText, receiverName, uniqueNames } from "./call-text.ts";

/** The input of a run as TypeScript, for people: what is private is written as if it could be reached. */
export interface CallsText {
  /** What the statements name: by `localName`. */
  readonly imports: readonly ModuleMember[];
  /** One a line, some of them comments: objects and state, setup calls, then the calls under the schedule. */
  readonly lines: readonly string[];
}

/** The calls of a witness, as TypeScript. */
export function describeCalls({ run, entries, receivers }: Pick<Witness, "run" | "entries" | "receivers">): CallsText {
  return new CallsPrinter(run.input, entries, receivers).text();
}

const engineRun: ModuleMember = { module: "rangeguard/engine", name: "run", isExported: true, localName: "run" };

class CallsPrinter {
  readonly #input: Witness["run"]["input"];
  readonly #entries: readonly Entry[];
  readonly #receivers: Witness["receivers"];
  readonly #imports = new Map<string, ModuleMember>();
  /** Of receivers; undefined for those that are not made. */
  readonly #names: readonly (string | undefined)[];
  /** Expressions of all values, in the order in which they are asked for. */
  readonly #expressions: string[] = [];
  readonly #declarations: readonly string[];
  readonly #seeds: readonly string[];
  /** For each receiver, the statements that seed its fields. */
  readonly #fields: readonly (readonly string[])[];

  constructor(input: Witness["run"]["input"], entries: readonly Entry[], receivers: Witness["receivers"]) {
    this.#input = input;
    this.#entries = entries;
    this.#receivers = receivers;
    for (const { target } of this.#called()) if (target.kind === "function") this.#use(target.declared);
    for (const receiver of receivers) if (receiver.kind === "made") this.#use(receiver.by.declared);
    this.#names = this.#receiverNames();
    const seeded = this.#names.map((name, index) => ({ name: name ?? "", seeds: seedsOf(input.receivers[index]!) }));
    const text = describeInputs(this.#values(), input.seeds.filter(isReachable), seeded);
    this.#expressions.push(...text.expressions);
    this.#declarations = text.declarations;
    this.#seeds = text.seeds;
    this.#fields = text.variables;
    for (const member of text.imports) this.#use(member);
  }

  text(): CallsText {
    // The order is that of `#values`.
    const globals = (this.#input.ambients ?? []).map(({ name }) => `const ${name} = ${this.#next(1)[0]!}; // a global`);
    const made = this.#receivers.flatMap((_receiver, index) => this.#receiver(index));
    const hidden = this.#input.seeds.filter((seed) => !isReachable(seed)).map((seed) => this.#hiddenSeed(seed));
    const setup = this.#input.setup.map((call, index) => this.#setupCall(call, index));
    const calls = this.#tasks();
    const reentry = this.#input.reentry.map(({ at, call }) => `// During call ${at + 1} of a callback: ${this.#call(call)}`);
    const lines = [...this.#declarations, ...globals, ...this.#seeds, ...hidden, ...made, ...setup, ...reentry, ...calls];
    return { imports: [...this.#imports.values()], lines };
  }

  #values(): Description[] {
    const { receivers, seeds, ambients = [], setup, calls, reentry } = this.#input;
    const valuesOf = (each: Description) => (Array.isArray(each) ? (each as readonly Description[]) : [unseeded(each)]);
    const made = receivers.filter((each) => !isAbsent(each)).flatMap(valuesOf);
    const hidden = seeds.filter((seed) => !isReachable(seed)).map(({ value }) => value);
    return [...ambients.map(({ value }) => value), ...made, ...hidden, ...[...setup, ...calls, ...reentry.map(({ call }) => call)].flatMap(({ args }) => args)];
  }

  /** Not the names that values are imported by either: what is imported for them is not known yet. */
  #receiverNames(): (string | undefined)[] {
    const { receivers, seeds } = this.#input;
    const members = [...this.#imports.values(), ...membersIn([receivers, seeds, this.#values()])];
    const wanted = this.#receivers.map((receiver, index) => (isAbsent(receivers[index]!) ? undefined : receiverName(receiver)));
    return uniqueNames(wanted, members.map(({ localName }) => localName));
  }

  #called(): Entry[] {
    const { setup, calls, reentry } = this.#input;
    const called = [...setup, ...calls, ...reentry.map(({ call }) => call)];
    return called.flatMap(({ entry }) => (typeof entry === "number" ? [this.#entries[entry]!] : []));
  }

  #receiver(index: number): string[] {
    const receiver = this.#receivers[index]!;
    const description = this.#input.receivers[index]!;
    const name = this.#names[index];
    if (name === undefined) return [];
    if (receiver.kind === "instance") return [`const ${name} = ${this.#next(1)[0]!};`, ...this.#fields[index]!];
    const args = this.#next((description as readonly Description[]).length);
    return [`const ${name} = await ${functionText(receiver.by)}(${args.join(", ")});`];
  }

  #hiddenSeed(seed: SeedDescription): string {
    return `// \`${placeText(seed)}\` ${seed.how === "entries" ? "holds" : "is"} ${this.#next(1)[0]!}`;
  }

  #setupCall(call: CallInput, index: number): string {
    const text = this.#awaited(call);
    return this.#isReturnUsed(index) ? `const ${returnedName(index)} = ${text}` : text;
  }

  /** An assignment cannot be awaited. */
  #awaited(call: CallInput): string {
    const isAssignment = typeof call.entry === "number" && this.#entries[call.entry]!.accessor === "set";
    return isAssignment ? this.#call(call) : `await ${this.#call(call)}`;
  }

  /** Calls that are open at the same time are the tasks of the schedule. */
  #tasks(): string[] {
    const { calls } = this.#input;
    if (calls.length < 2) return calls.map((call) => this.#awaited(call));
    return ["await Promise.all([", ...calls.map((call, index) => `  ${this.#call(call).slice(0, -1)}, // task ${index + 1}`), "]);"];
  }

  #isReturnUsed(index: number): boolean {
    const { setup, calls, reentry } = this.#input;
    return [...setup, ...calls, ...reentry.map(({ call }) => call)].some(({ entry }) => typeof entry !== "number" && entry.returnedBy === index);
  }

  #call({ entry: which, args }: CallInput): string {
    const expressions = this.#next(args.length);
    if (typeof which !== "number") return `${this.#returned(which.returnedBy)}(${expressions.join(", ")});`;
    const entry = this.#entries[which]!;
    const { target } = entry;
    const method = (receiver: number) => (this.#names[receiver] ?? "it") + target.path.map(memberText).join("");
    const callee = target.kind === "function" ? functionText(target) : method(target.receiver);
    if (entry.isProgram === true) this.#use(engineRun);
    return `${callText(entry, callee, expressions)};`;
  }

  #returned(index: number): string {
    const release = releaseOf(this.#entries, this.#input.setup, index);
    return returnedName(index) + (release === undefined ? "" : memberText(release));
  }

  #next(count: number): string[] {
    return this.#expressions.splice(0, count);
  }

  #use(member: ModuleMember): void {
    this.#imports.set(`${member.module} ${member.name}`, member);
  }
}

function returnedName(index: number): string {
  return `returned${index + 1}`;
}

function functionText({ declared, path }: FunctionTarget): string {
  return declared.localName + path.map(memberText).join("");
}

/** Whether a program that imports the module could seed the place. */
function isReachable({ place, how }: SeedDescription): boolean {
  if (place.in === "static") return place.class.isExported;
  return place.in === "module" && place.declared.isExported && (how === "entries" || place.path.length > 0);
}

function placeText({ place }: SeedDescription): string {
  switch (place.in) {
    case "static":
      return place.class.localName + place.path.map(memberText).join("");
    case "module":
      return place.declared.localName + place.path.map(memberText).join("");
    case "self":
      return "the object itself";
    default:
      return place.path.join(".");
  }
}

/** An instance that a variable holds is seeded in statements of their own. */
function unseeded(description: Description): Description {
  return isDescribed(description) && description.kind === "instance" ? { ...description, seeds: [] } : description;
}

function seedsOf(description: Description): readonly SeedDescription[] {
  return isDescribed(description) && description.kind === "instance" ? (description.seeds ?? []) : [];
}

function membersIn(value: unknown): ModuleMember[] {
  const members: ModuleMember[] = [];
  JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === "object" && each !== null && "localName" in each) members.push(each as ModuleMember);
    return each;
  });
  return members;
}

function isAbsent(description: Description): boolean {
  return isDescribed(description) && description.kind === "absent";
}
