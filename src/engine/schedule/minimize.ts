import type { Choice, Script, Switch } from "./decisions.ts";

type Decision = { readonly switch: Switch } | { readonly choice: Choice };

/** As `minimize`, for the decisions of a script. */
export function* minimizeScript({ switches, choices }: Script): Generator<Script, void, boolean> {
  const decisions = [...switches.map((each) => ({ switch: each })), ...choices.map((each) => ({ choice: each }))];
  const attempts = minimize<Decision>(decisions);
  for (let each = attempts.next(); each.done !== true; ) each = attempts.next(yield scriptOf(each.value));
}

function scriptOf(decisions: readonly Decision[]): Script {
  const switches = decisions.flatMap((each) => ("switch" in each ? [each.switch] : []));
  return { switches, choices: decisions.flatMap((each) => ("choice" in each ? [each.choice] : [])) };
}

/**
 * `ddmin` (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002): leaves out parts of a list, halves at
 * first, as long as what is left still fails. It yields a list to be tried, and is told whether that one fails.
 */
function* minimize<Item>(items: readonly Item[]): Generator<readonly Item[], void, boolean> {
  let left = items;
  for (let parts = 1; left.length > 0; ) {
    const size = Math.ceil(left.length / parts);
    let smaller: readonly Item[] | null = null;
    for (let from = 0; from < left.length && smaller === null; from += size) {
      const rest = [...left.slice(0, from), ...left.slice(from + size)];
      if (yield rest) smaller = rest;
    }
    if (smaller !== null) {
      left = smaller;
      parts = Math.max(1, parts - 1);
    } else if (size === 1) break;
    else parts = Math.min(left.length, parts * 2);
  }
}
