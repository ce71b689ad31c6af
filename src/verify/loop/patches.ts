/** Replaces properties of objects, and puts back what was there. */
export class Patches {
  readonly #before: { readonly object: object; readonly key: PropertyKey; readonly was: PropertyDescriptor | undefined }[] = [];

  replace(object: object, key: PropertyKey, value: unknown): void {
    const was = Object.getOwnPropertyDescriptor(object, key);
    const enumerable = was?.enumerable ?? true;
    Object.defineProperty(object, key, { value, enumerable, writable: true, configurable: true });
    this.#before.push({ object, key, was });
  }

  /** In the reverse order: a property may have been replaced twice. */
  restore(): void {
    for (let each = this.#before.pop(); each !== undefined; each = this.#before.pop()) {
      const { object, key, was } = each;
      if (was === undefined) Reflect.deleteProperty(object, key);
      else Object.defineProperty(object, key, was);
    }
  }
}
