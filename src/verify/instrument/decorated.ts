/** What a decorator of a missing module may have been applied to: a method or an accessor, by either kind of decorators. */
type Callable = (this: unknown, ...args: unknown[]) => unknown;
type Parts = Partial<Record<"value" | "get" | "set", unknown>>;

/**
 * A decorator, of both kinds (TypeScript's own, and those of the standard), that leaves what it decorates as it is, but for methods and accessors:
 * they tell of each of their calls.
 */
export function tellingDecorator(told: () => void): (...args: unknown[]) => unknown {
  return (target, context, descriptor) => {
    if (isObject(descriptor)) return tellingParts(descriptor, told);
    if (!isObject(context)) return undefined;
    const { kind } = context as { readonly kind?: unknown };
    if (kind === "accessor" && isObject(target)) return tellingParts({ get: (target as Parts).get, set: (target as Parts).set }, told);
    return kind === "method" || kind === "getter" || kind === "setter" ? telling(target, told) : undefined;
  };
}

function tellingParts(parts: Parts, told: () => void): Parts {
  const made: Parts = { ...parts };
  for (const key of ["value", "get", "set"] as const) if (key in made) made[key] = telling(made[key], told);
  return made;
}

function telling(value: unknown, told: () => void): unknown {
  if (typeof value !== "function") return value;
  return new Proxy(value as Callable, {
    apply(target, receiver, args) {
      told();
      return Reflect.apply(target, receiver, args);
    },
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
