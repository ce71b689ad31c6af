import process from "node:process";

/** The milliseconds that rules of `timed` plugins have taken since it was last set to 0. */
export const clock = { elapsed: 0 };

// Of this thread where Node can tell: what else the machine does leaves it alone.
const cpuUsage = process.threadCpuUsage ?? process.cpuUsage;

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
    const start = cpuUsage();
    const result = callback(...args);
    const { user, system } = cpuUsage(start);
    clock.elapsed += (user + system) / 1000;
    return result;
  };
}
