interface Visit<Node> {
  readonly node: Node;
  readonly successors: readonly Node[];
  next: number;
  readonly index: number;
  low: number;
}

/**
 * The strongly connected components of what can be reached from `root`, those that others lead to first (Tarjan, "Depth-First Search
 * and Linear Graph Algorithms"). Without recursion: call graphs can be thousands of calls deep.
 */
export function stronglyConnected<Node>(root: Node, successorsOf: (node: Node) => readonly Node[]): Node[][] {
  const components: Node[][] = [];
  const indexes = new Map<Node, number>();
  const open: Node[] = [];
  const isOpen = new Set<Node>();
  const visits: Visit<Node>[] = [];
  const enter = (node: Node): void => {
    const index = indexes.size;
    indexes.set(node, index);
    open.push(node);
    isOpen.add(node);
    visits.push({ node, successors: successorsOf(node), next: 0, index, low: index });
  };
  enter(root);
  while (visits.length > 0) {
    const visit = visits.at(-1)!;
    const successor = visit.successors[visit.next++];
    if (successor !== undefined) {
      const index = indexes.get(successor);
      if (index === undefined) enter(successor);
      else if (isOpen.has(successor)) visit.low = Math.min(visit.low, index);
      continue;
    }
    visits.pop();
    const parent = visits.at(-1);
    if (parent) parent.low = Math.min(parent.low, visit.low);
    if (visit.low === visit.index) components.push(close(open, isOpen, visit.node));
  }
  return components;
}

function close<Node>(open: Node[], isOpen: Set<Node>, root: Node): Node[] {
  const component: Node[] = [];
  for (;;) {
    const node = open.pop()!;
    isOpen.delete(node);
    component.push(node);
    if (node === root) return component;
  }
}
