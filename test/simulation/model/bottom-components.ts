/** A graph of states: the edges of state j are `targets[starts[j]] … targets[starts[j + 1] - 1]`, each `to * 2 + isTimeout`. */
export type Graph = { starts: readonly number[]; targets: readonly number[] };

/**
 * The strongly connected components that nothing leaves: where every fair continuation ends. Tarjan's algorithm, without
 * recursion. Timeouts are left out unless asked for.
 */
export function bottomComponents(graph: Graph, withTimeouts: boolean): number[][] {
  const isUsed = (edge: number) => withTimeouts || (edge & 1) === 0;
  const { component, components } = stronglyConnected(graph, isUsed);
  const isBottom = components.map(() => true);
  for (let state = 0; state < component.length; state += 1) {
    for (let at = graph.starts[state] ?? 0; at < (graph.starts[state + 1] ?? 0); at += 1) {
      const edge = graph.targets[at] ?? 0;
      const own = component[state] ?? 0;
      if (isUsed(edge) && component[edge >> 1] !== own) isBottom[own] = false;
    }
  }
  return components.filter((_, index) => isBottom[index]);
}

function stronglyConnected({ starts, targets }: Graph, isUsed: (edge: number) => boolean) {
  const count = starts.length - 1;
  const number = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const component = new Int32Array(count).fill(-1);
  const position = new Int32Array(count);
  const components: number[][] = [];
  const open: number[] = [];
  const path: number[] = [];
  let next = 0;
  const visit = (state: number) => {
    number[state] = low[state] = next++;
    position[state] = starts[state] ?? 0;
    open.push(state);
    path.push(state);
  };
  const lower = (state: number, to: number) => {
    if (to < (low[state] ?? 0)) low[state] = to;
  };
  const leave = (state: number) => {
    path.pop();
    const before = path.at(-1);
    if (before !== undefined) lower(before, low[state] ?? 0);
    if (low[state] !== number[state]) return;
    const members = open.splice(open.lastIndexOf(state));
    for (const member of members) component[member] = components.length;
    components.push(members);
  };
  for (let root = 0; root < count; root += 1) {
    if (number[root] !== -1) continue;
    visit(root);
    for (let state = path.at(-1); state !== undefined; state = path.at(-1)) {
      const at = position[state] ?? 0;
      if (at >= (starts[state + 1] ?? 0)) {
        leave(state);
        continue;
      }
      position[state] = at + 1;
      const edge = targets[at] ?? 0;
      const to = edge >> 1;
      if (!isUsed(edge)) continue;
      if (number[to] === -1) visit(to);
      else if (component[to] === -1) lower(state, number[to] ?? 0);
    }
  }
  return { component, components };
}
