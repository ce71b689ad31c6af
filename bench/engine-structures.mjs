/**
 * Loads a structure that is compared: `make(kind)` returns an empty one with the methods of a `Map`, `makeFor(kind, hint)` one with
 * room for so many entries, where it can. `isPersistent`: changes return another map. `yieldsRecords`: iterations yield
 * `{ key, value }`. A library is loaded only where it is asked for.
 */
export async function loadStructure(name) {
  return { makeFor: undefined, isPersistent: false, yieldsRecords: false, ...(await loaders[name]()) };
}

const loaders = {
  native: () => ({ make: () => new Map() }),
  async GoMap() {
    const { GoMap } = await import("../dist/src/engine/index.js");
    return { make: (kind) => GoMap.make(kind), makeFor: (kind, hint) => GoMap.make(kind, hint) };
  },
  async immutable() {
    const { Map: ImmutableMap } = await import("immutable");
    return { make: () => ImmutableMap(), isPersistent: true };
  },
  async "js-sdsl"() {
    const { HashMap } = await import("js-sdsl");
    /** Other names, nothing else: the optimizing compiler puts the originals in their place. */
    class Renamed extends HashMap {
      get size() {
        return this.length;
      }
      get(key) {
        return this.getElementByKey(key);
      }
      set(key, value) {
        this.setElement(key, value);
        return this;
      }
      delete(key) {
        return this.eraseElementByKey(key);
      }
      forEach(callback) {
        super.forEach(([key, value]) => callback(value, key));
      }
    }
    return { make: () => new Renamed() };
  },
  async hashmap() {
    const { HashMap } = await import("hashmap");
    return { make: () => new HashMap(), yieldsRecords: true };
  },
};
