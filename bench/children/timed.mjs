/** The milliseconds that rules of `timed` plugins have taken since it was last set to 0. */
export const clock = { elapsed: 0 };

/** A plugin whose rules do the same and add the time they take to the clock. */
export function timed(plugin) {
  const rules = Object.entries(plugin.rules).map(([name, rule]) => {
    const create = (context) => {
      const listeners = measured(rule.create)(context);
      return Object.fromEntries(Object.entries(listeners).map(([selector, listener]) => [selector, measured(listener)]));
    };
    return [name, { ...rule, create }];
  });
  return { ...plugin, rules: Object.fromEntries(rules) };
}

function measured(callback) {
  return (...args) => {
    const start = performance.now();
    const result = callback(...args);
    clock.elapsed += performance.now() - start;
    return result;
  };
}
