import type { Description, Property, SeedDescription } from "./description.ts";
import type { CustomPlan, InstancePlan, LiteralPlan, TypePlan } from "./plan.ts";
import { obstacleOf } from "./plan-walk.ts";

export function isNothing(plan: TypePlan): boolean {
  return plan.kind === "undefined";
}

export interface InstanceParts {
  readonly args: readonly Description[];
  readonly members: readonly Property[];
  readonly seeds: readonly SeedDescription[];
  readonly otherwise: readonly Property[];
}

export function instanceOf(plan: InstancePlan, { args, members, seeds, otherwise }: InstanceParts): Description {
  return {
    kind: "instance",
    class: plan.class,
    args,
    ...(plan.isHidden && { isHidden: true }),
    ...(members.length > 0 && { abstractMembers: members }),
    ...(seeds.length > 0 && { seeds }),
    ...(otherwise.length > 0 && { otherwise }),
  };
}

export function describeLiteral({ value }: LiteralPlan): Description {
  return typeof value === "object" ? { kind: "bigint", digits: value.bigint } : value;
}

export function joinTemplate(texts: readonly string[], parts: readonly Description[]): string {
  return texts.map((text, index) => text + (index < parts.length ? textOf(parts[index]!) : "")).join("");
}

function textOf(part: Description): string {
  if (typeof part !== "object" || part === null) return String(part);
  if ("digits" in part) return part.digits;
  return "member" in part ? String(part.value) : "undefined";
}

/** What stands for a value that cannot be made. */
export function absent(plan: TypePlan): Description {
  const obstacle = obstacleOf(plan);
  return obstacle ? { kind: "absent", reason: obstacle.reason, type: obstacle.type } : standInOf(typeOf(plan));
}

export function standInOf(type: string, properties: readonly Property[] = []): Description {
  return { kind: "stand-in", type, ...(properties.length > 0 && { properties }) };
}

export function customOf({ name, isList }: CustomPlan, seed: number): Description {
  return { kind: "custom", name, seed, ...(isList && { isList }) };
}

/** What a plan without an obstacle is called. */
export function typeOf(plan: TypePlan): string {
  return plan.kind === "reference" || plan.kind === "define" ? plan.id.replace(/-\d+(?: in \d+)?$/, "") : plan.kind;
}

const TIMES = [0, 86_400_000, 1_700_000_000_000];

/** Kinds of which one value is as good as another. */
export function simplest(plan: TypePlan, index = 0): Description {
  switch (plan.kind) {
    case "undefined":
      return { kind: "undefined" };
    case "date":
      return { kind: "date", time: TIMES[index % TIMES.length]! };
    case "regexp":
      return { kind: "regexp", source: "a", flags: "" };
    case "error":
      return { kind: "error", name: plan.name, message: "expected" };
    case "platform":
      return plan;
    default:
      return absent(plan);
  }
}
