/**
 * Random programs whose every step shows: a step is a call with a number of its own, and an oracle decides what it answers, so
 * that a run is a list of numbers. They end under every oracle that answers falsy from some step on.
 */

/** Reads choices from a list; 0, the simplest choice, when it has come to an end. */
class Choices {
  readonly #list: readonly number[];
  #at = 0;

  constructor(list: readonly number[]) {
    this.#list = list;
  }

  below(count: number): number {
    return (this.#list[this.#at++] ?? 0) % count;
  }
}

/** What may be written at a place. */
interface Place {
  readonly depth: number;
  readonly inLoop: boolean;
  /** Those around the statement; `continue` needs one of a loop. */
  readonly labels: readonly { readonly name: string; readonly loop: boolean }[];
  /** A plain `break` has something to leave. */
  readonly breakable: boolean;
  /** `await` is allowed. */
  readonly topLevel: boolean;
}

const MAX_DEPTH = 4;
const MAX_STEPS = 60;

/** Steps are calls: of `m` for a truth value, `n` for its opposite, `o` for an object, `l` for a list, `i` for an iterable. */
class Generator {
  readonly #choices: Choices;
  readonly #exact: boolean;
  #steps = 0;
  #names = 0;

  constructor(choices: Choices, exact: boolean) {
    this.#choices = choices;
    this.#exact = exact;
  }

  program(): string {
    return this.#block({ depth: 0, inLoop: false, labels: [], breakable: false, topLevel: true });
  }

  #one<T>(...alternatives: readonly (() => T)[]): T {
    return alternatives[this.#choices.below(alternatives.length)]!();
  }

  #step(kind: "m" | "n" | "o" | "l" | "i" = "m"): string {
    return `${kind}(${++this.#steps})`;
  }

  #name(prefix: string): string {
    return `${prefix}${++this.#names}`;
  }

  #block(place: Place): string {
    const count = 1 + this.#choices.below(3);
    return Array.from({ length: count }, () => this.#statement(place)).join(" ");
  }

  #nested(place: Place, changes: Partial<Place> = {}): string {
    return this.#block({ ...place, depth: place.depth + 1, ...changes });
  }

  #statement(place: Place): string {
    if (place.depth >= MAX_DEPTH || this.#steps >= MAX_STEPS) return `${this.#value(place)};`;
    const any: (() => string)[] = [
      () => `${this.#value(place)};`,
      () => `if (${this.#condition(2)}) { ${this.#nested(place)} }`,
      () => `if (${this.#condition(2)}) { ${this.#nested(place)} } else { ${this.#nested(place)} }`,
      () => this.#try(place),
      () => this.#try(place),
      () => this.#labelled(place, (inner) => this.#loop(inner)),
      () => this.#labelled(place, (inner) => this.#loop(inner)),
      () => this.#labelledBlock(place),
      () => this.#switch(place),
      () => this.#jump(place),
      () => this.#jump(place),
      () => `(() => { ${this.#nested(place, { inLoop: false, breakable: false, labels: [], topLevel: false })} })();`,
    ];
    if (!this.#exact) any.push(() => this.#callbackLoop(place), () => this.#callbackLoop(place), () => this.#closureInLoop(place));
    return this.#one(...any);
  }

  #labelled(place: Place, body: (inner: Place) => string): string {
    if (this.#choices.below(2) === 0) return body(place);
    const name = this.#name("L");
    return `${name}: ${body({ ...place, labels: [...place.labels, { name, loop: true }] })}`;
  }

  #labelledBlock(place: Place): string {
    const name = this.#name("L");
    return `${name}: { ${this.#nested(place, { labels: [...place.labels, { name, loop: false }] })} }`;
  }

  #loop(place: Place): string {
    const body = (): string => `{ ${this.#nested(place, { inLoop: true, breakable: true })} }`;
    const loops: (() => string)[] = [
      () => `while (${this.#condition(2)}) ${body()}`,
      () => `for (const x of ${this.#step("i")}) ${body()}`,
      () => `for (${this.#step()}; ${this.#condition(1)}; ${this.#step()}) ${body()}`,
      () => `do ${body()} while (${this.#condition(1)});`,
      () => `for (;;) { if (!${this.#step()}) break; ${this.#nested(place, { inLoop: true, breakable: true })} }`,
    ];
    if (!this.#exact) loops.push(() => `for (const x in ${this.#step("l")}) ${body()}`);
    if (!this.#exact && place.topLevel) loops.push(() => `for await (const x of ${this.#step("i")}) ${body()}`);
    return this.#one(...loops);
  }

  #try(place: Place): string {
    const block = `try { ${this.#step()}; ${this.#nested(place)} }`;
    const handler = (): string => `catch { ${this.#nested(place)} }`;
    const finalizer = (): string => `finally { ${this.#nested(place)} }`;
    return this.#one(
      () => `${block} ${handler()}`,
      () => `${block} ${finalizer()}`,
      () => `${block} ${handler()} ${finalizer()}`,
    );
  }

  #switch(place: Place): string {
    const count = this.#choices.below(4);
    const otherwise = this.#choices.below(count + 2);
    const cases = Array.from({ length: count }, (_, index) => {
      const label = index === otherwise ? "default" : `case ${this.#step()}`;
      return `${label}: ${this.#nested(place, { breakable: true })}`;
    });
    return `switch (${this.#step()}) { ${cases.join(" ")} }`;
  }

  #jump(place: Place): string {
    const jumps: (() => string)[] = [() => `return ${this.#value(place)};`, () => `throw ${this.#step()};`];
    if (place.breakable) jumps.push(() => "break;");
    if (place.inLoop) jumps.push(() => "continue;");
    for (const { name, loop } of place.labels) {
      jumps.push(() => `break ${name};`);
      if (loop) jumps.push(() => `continue ${name};`, () => `continue ${name};`);
    }
    const isSure = this.#choices.below(4) === 3;
    return isSure ? this.#one(...jumps) : `if (${this.#step()}) ${this.#one(...jumps)}`;
  }

  #callbackLoop(place: Place): string {
    const body = (): string => this.#nested(place, { inLoop: false, breakable: false, labels: [], topLevel: false });
    const source = this.#step("l");
    const iterable = source.replace("l", "i");
    return this.#one(
      () => `${source}.forEach((x) => { ${body()} });`,
      () => `${source}.some((x) => { ${body()} return ${this.#result()}; });`,
      () => `${source}.every(function (x) { ${body()} return ${this.#result()}; });`,
      () => `${source}.map((x) => ${this.#condition(1)});`,
      () => `${source}.filter((x) => { ${body()} });`,
      () => `${source}.reduce((sum, x) => { ${body()} }, ${this.#step()});`,
      () => `Array.from(${iterable}, (x) => { ${body()} });`,
      () => `${iterable}.values().forEach((x) => { ${body()} });`,
      () => {
        const name = this.#name("f");
        return `const ${name} = (x) => { ${body()} }; ${source}.find(${name});`;
      },
    );
  }

  #result(): string {
    return this.#one(
      () => "true",
      () => "false",
      () => this.#step(),
    );
  }

  #closureInLoop(place: Place): string {
    const name = this.#name("f");
    const body = this.#nested(place, { inLoop: false, breakable: false, labels: [], topLevel: false });
    return `const ${name} = (x) => { ${body} }; while (${this.#step()}) { ${name}(${this.#step()}); ${this.#step()}; }`;
  }

  /** A test, in which `&&`, `||` and `!` are control flow. It fails when every step says `no`, so that loops end. */
  #condition(depth: number, negated = false): string {
    if (depth === 0) return this.#step(negated ? "n" : "m");
    return this.#one(
      () => this.#step(negated ? "n" : "m"),
      () => `!(${this.#condition(depth - 1, !negated)})`,
      () => `${this.#condition(depth - 1, negated)} && (${this.#condition(depth - 1, negated)})`,
      () => `(${this.#condition(depth - 1, negated)} || ${this.#condition(depth - 1, negated)})`,
    );
  }

  #value(place: Place): string {
    const values: (() => string)[] = [
      () => this.#step(),
      () => `${this.#step()} && ${this.#step()}`,
      () => `${this.#step()} || ${this.#step()}`,
      () => `${this.#step()} ?? ${this.#step()}`,
      () => `(${this.#condition(1)} ? ${this.#step()} : ${this.#step()})`,
      () => `${this.#step("o")}?.[${this.#step()}]`,
      () => `${this.#step("o")}?.f(${this.#step()})`,
      () => `[${this.#step()}, ...${this.#step("i")}]`,
      () => `(${this.#step("o")} ?? {}).p ??= ${this.#step()}`,
      () => `({ [${this.#step()}]: ${this.#step()} })`,
    ];
    if (!this.#exact) values.push(() => `(({ p = ${this.#step()} }) => ${this.#step()})(${this.#step("o")} ?? {})`);
    if (place.topLevel) values.push(() => `await ${this.#step()}`);
    return this.#one(...values);
  }
}

/**
 * The body of an async function with the parameters `m`, `n`, `o`, `l` and `i`.
 *
 * @param exact - Leaves out what the graph knows only roughly: callback methods and `for await` might fail by themselves.
 */
export function randomProgram(choices: readonly number[], exact: boolean): string {
  return new Generator(new Choices(choices), exact).program();
}

/** The parameters of a random program. */
export const PARAMETERS = "m, n, o, l, i";
