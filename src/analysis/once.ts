/** `compute`, once for each object that it is asked about. */
export function once<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    let result = known.get(key);
    if (!result) {
      result = { value: compute(key) };
      known.set(key, result);
    }
    return result.value;
  };
}

/** Adds `value` to the list at `key`. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
