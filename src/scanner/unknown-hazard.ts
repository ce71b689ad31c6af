import { hazards, ruleName } from "../hazards/catalogue.ts";
import { nearestName } from "../hazards/nearest-name.ts";

/** What is wrong and what to do, as two sentences, for a name that is neither a hazard nor its rule. */
export function describeUnknownHazard(name: string): [message: string, hint: string] {
  const ids = hazards.map(({ id }) => id);
  const nearest = nearestName(name, [...ids, ...ids.map(ruleName)]);
  const hint = nearest === undefined ? `There are ${ids.map((id) => `\`${id}\``).join(", ")}.` : `Did you mean \`${nearest}\`?`;
  return [`There is no hazard \`${name}\`.`, hint];
}
