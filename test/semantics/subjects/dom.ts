import { JSDOM } from "jsdom";
import type { IterationForm } from "../../../src/semantics/types.ts";
import { hole, type Subject, type Walk } from "../subject.ts";
import { callbackWalks, indexWalks, iteratorWalks, type Identity } from "../walks.ts";

const { document } = new JSDOM("").window;
const letters = ["e", "d", "c", "b", "a"];

type Nodes = ArrayLike<Node> & object;

/** A live collection of the children of a node. The list is what is walked, the parent what is changed. */
interface Tree {
  readonly list: Nodes;
  readonly parent: Element;
}

const idOf = (node: unknown) => (node ? (node as Element).id : hole);
const nodeIdentity: Identity<Nodes> = {
  ofKey: (index, list) => idOf(list[Number(index)]),
  ofValue: idOf,
  ofEntry: (_, node) => idOf(node),
};

/** A class name that decides over membership in the collections by class. */
const wanted = "on";

function element(id: string, className = wanted): Element {
  const created = document.createElement("i");
  created.id = id;
  created.className = className;
  return created;
}

function walksOf<C>(list: (collection: C) => Nodes, sample: Nodes): Subject<C>["walks"] {
  const onList = (walks: ReadonlyMap<string, Walk<Nodes>>) =>
    new Map([...walks].map(([name, walk]): [string, Walk<C>] => [name, (c, visit) => walk(list(c), visit)]));
  const borrowed: Walk<Nodes> = (nodes, visit) => Array.prototype.forEach.call(nodes, (node) => visit(idOf(node)));
  const indexed = indexWalks<Nodes>(
    (nodes) => nodes.length,
    (nodes, i) => idOf(nodes[i]),
  );
  return new Map<IterationForm, ReadonlyMap<string, Walk<C>>>([
    ["iterator", onList(iteratorWalks("LiveTree", sample, nodeIdentity))],
    ["callback", onList(new Map([...callbackWalks("callback", sample, nodeIdentity), ["borrowed forEach", borrowed]]))],
    ...[...indexed].map(([form, walks]) => [form, onList(walks)] as const),
  ]);
}

const treeChanges: Subject<Tree>["changes"] = {
  "tree-insert": [
    ({ list, parent }, { position, fresh }) => parent.insertBefore(element(`inserted-${fresh}`), list[position] ?? null),
    ({ list, parent }, { position, fresh }) => {
      const place = list[position] as Element | undefined;
      if (place) place.before(element(`inserted-${fresh}`));
      else parent.append(element(`inserted-${fresh}`));
    },
  ],
  "tree-remove": [
    ({ list }, { position, id }) => ((list[position] ?? element(id)) as Element).remove(),
    ({ list }, { position, id }) => document.createElement("p").appendChild(list[position] ?? element(id)),
  ],
};

function tree(name: string, listOf: (parent: Element) => Nodes): Subject<Tree> {
  return {
    kind: "LiveTree",
    name,
    layouts: () => [letters],
    create: (ids) => {
      const parent = document.createElement("div");
      parent.append(...ids.map((id) => element(id)));
      return { list: listOf(parent), parent };
    },
    contents: ({ list }) => Array.from(list, idOf),
    fresh: (step) => [`new${step}`],
    walks: walksOf(({ list }) => list, listOf(document.createElement("div"))),
    changes: treeChanges,
  };
}

export const childNodes = tree("childNodes", (parent) => parent.childNodes);
export const children = tree("children", (parent) => parent.children);
export const byTagName = tree("getElementsByTagName", (parent) => parent.getElementsByTagName("i"));

const byClass = tree("getElementsByClassName", (parent) => parent.getElementsByClassName(wanted));

/** Between two elements without the class, which can enter the collection at either end. */
export const byClassName: Subject<Tree> = {
  ...byClass,
  kind: "LiveClass",
  create: (ids) => {
    const created = byClass.create(ids);
    created.parent.prepend(element("first", ""));
    created.parent.append(element("last", ""));
    return created;
  },
  fresh: (step) => (step === 0 ? ["first", "last"] : [`new${step}`]),
  changes: {
    ...treeChanges,
    "class-change": [
      ({ parent }, { id }) => parent.querySelector(`#${id}`)?.classList.toggle(wanted),
      ({ parent }, { id }) => {
        const changed = parent.querySelector(`#${id}`);
        if (changed) changed.className = changed.className === wanted ? "" : wanted;
      },
    ],
  },
};

const tokenIdentity: Identity<DOMTokenList> = {
  ofKey: (index, tokens) => tokens[Number(index)] ?? hole,
  ofValue: (token) => String(token ?? hole),
  ofEntry: (_, token) => String(token ?? hole),
};

function tokenList(name: "classList" | "relList"): Subject<DOMTokenList> {
  const create = (ids: readonly string[]) => {
    const tokens = document.createElement("a")[name];
    tokens.add(...ids);
    return tokens;
  };
  return {
    kind: "DOMTokenList",
    name,
    layouts: () => [letters],
    create,
    contents: (tokens) => Array.from(tokens),
    fresh: (step) => [`new${step}`],
    walks: new Map<IterationForm, ReadonlyMap<string, Walk<DOMTokenList>>>([
      ["iterator", iteratorWalks("DOMTokenList", create([]), tokenIdentity)],
      ["callback", callbackWalks("callback", create([]), tokenIdentity)],
      ...indexWalks<DOMTokenList>(
        (tokens) => tokens.length,
        (tokens, i) => tokens[i] ?? hole,
      ),
    ]),
    changes: {
      add: [(tokens, { id }) => tokens.add(id)],
      remove: [(tokens, { id }) => tokens.remove(id)],
      toggle: [(tokens, { id }) => tokens.toggle(id)],
      replace: [
        (tokens, { id, fresh }) => tokens.replace(id, fresh),
        ...letters.map((other) => (tokens: DOMTokenList, { id }: { id: string }) => tokens.replace(id, other)),
      ],
    },
    remove: (tokens, { id }) => tokens.remove(id),
  };
}

export const classList = tokenList("classList");
export const relList = tokenList("relList");
