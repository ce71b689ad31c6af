/** Results by the number of the function that computed them. One entry for each object: weak references are dear to collect. */
const results = new WeakMap<object, unknown[]>();
let functions = 0;

/** `compute`, once for each object that it is asked about. */
export function once<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const slot = functions++;
  return (key) => {
    let known = results.get(key);
    if (!known) results.set(key, (known = []));
    if (!(slot in known)) known[slot] = compute(key);
    return known[slot] as V;
  };
}

/** Adds `value` to the list at `key`. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
