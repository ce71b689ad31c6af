/**
 * The loops that are timed. Imported once for each structure, as `engine-loops.mjs?name`: V8 collects what it learns of types by
 * the function, and a user's loop sees maps of one class. They go over keys by index: what becomes of `for...of` over an array
 * differs from process to process, and by as much as a lookup costs.
 */

export function get(map, keys) {
  let sum = 0;
  for (let i = 0; i < keys.length; i++) sum += map.get(keys[i]);
  return sum;
}

export function miss(map, keys) {
  let count = 0;
  for (let i = 0; i < keys.length; i++) if (map.get(keys[i]) === undefined) count++;
  return count;
}

export function overwrite(map, keys) {
  for (let i = 0; i < keys.length; i++) map = map.set(keys[i], i);
  return map;
}

export function deleteAndInsert(map, keys) {
  for (let i = 0; i < keys.length; i++) {
    map.delete(keys[i]);
    map.set(keys[i], i);
  }
  return map;
}

export function deleteAndInsertPersistent(map, keys) {
  for (let i = 0; i < keys.length; i++) map = map.delete(keys[i]).set(keys[i], i);
  return map;
}

export function deleteAll(map, keys, between) {
  for (let i = 0; i < keys.length; i++) {
    map.delete(keys[i]);
    between(i);
  }
  return map;
}

export function insertAll(map, keys, between) {
  for (let i = 0; i < keys.length; i++) {
    map = map.set(keys[i], i);
    between(i);
  }
  return map;
}

export function forOf(map) {
  let sum = 0;
  for (const [key, value] of map) if (key !== undefined) sum += value;
  return sum;
}

export function forOfRecords(map) {
  let sum = 0;
  for (const { key, value } of map) if (key !== undefined) sum += value;
  return sum;
}

export function forEach(map) {
  let sum = 0;
  map.forEach((value, key) => {
    if (key !== undefined) sum += value;
  });
  return sum;
}

export function push(array, count, between) {
  for (let i = 0; i < count; i++) {
    array.push(i);
    between(i);
  }
  return array.length;
}

export function store(array, count, between) {
  for (let i = 0; i < count; i++) {
    array[i] = i;
    between(i);
  }
  return array.length;
}

export function append(slice, count, between) {
  for (let i = 0; i < count; i++) {
    slice = slice.append(i);
    between(i);
  }
  return slice.length;
}

/** What `between` costs by itself. */
export function nothingElse(count, between) {
  for (let i = 0; i < count; i++) between(i);
  return count;
}
