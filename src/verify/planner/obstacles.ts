import { unconstructableReasons, type UnconstructablePlan } from "../inputs/plan.ts";
import type { NotExecutableReason } from "../reasons.ts";

/** Why something cannot be called. */
export interface Obstacle {
  readonly reason: NotExecutableReason;
  readonly detail: string;
}

/** @param what The value that is needed: "The parameter `root` of `clear`". */
export function obstacle(what: string, plan: UnconstructablePlan, reason: NotExecutableReason): Obstacle {
  const detail = `${what} is of type \`${plan.type}\`: ${unconstructableReasons[plan.reason]}.`;
  return { reason: plan.reason === "dom" ? "needs-browser" : reason, detail };
}

export function isObstacle(value: object): value is Obstacle {
  return "reason" in value;
}
