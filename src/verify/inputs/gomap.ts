import { ts } from "ts-morph";
import type { Planner } from "./from-type.ts";
import { unionOf } from "./make-plan.ts";
import type { GoKeyKind, GoMapPlan, TypePlan } from "./plan.ts";
import { withoutWrappers } from "./plan-walk.ts";

/** The classes of `rangeguard/engine`: `GoMap` is the name that it exports `BaseMap` by. */
const classes: readonly string[] = ["BaseMap", "SteppedMap"];
const engineFile = /(?:^|\/)src\/engine\/gomap\/[\w-]+(?:\.d)?\.ts$/;
const declaringFile = /(?:^|\/)src\/engine\/gomap\/(?:base|stepped)-map(?:\.d)?\.ts$/;

/** Whether a file is one of those that declare Go maps: what is in there is no part of a project. */
export function isOfEngine(fileName: string): boolean {
  return engineFile.test(fileName);
}

/** Whether values of a type are Go maps, and if so, which. */
export function goMapOf(type: ts.Type): "plain" | "stepped" | undefined {
  const symbol = type.getSymbol();
  if (!symbol || !classes.includes(symbol.name)) return undefined;
  const isDeclared = symbol.declarations?.some((each) => ts.isClassDeclaration(each) && declaringFile.test(each.getSourceFile().fileName)) ?? false;
  if (!isDeclared) return undefined;
  return symbol.name === "SteppedMap" ? "stepped" : "plain";
}

/** @param argument Plans one of the type's arguments. */
export function planOfGoMap(type: ts.Type, argument: (index: number) => TypePlan, planner: Planner): TypePlan | undefined {
  const form = goMapOf(type);
  if (form === undefined) return undefined;
  const key = keyOf(argument(0));
  if (key === undefined) return planner.unconstructable("unresolved", type);
  return { kind: "gomap", ...key, value: argument(1), ...(form === "stepped" && { isStepped: true }) };
}

type GoKey = Pick<GoMapPlan, "key" | "keyKind">;

/** Which Go type the keys have follows from what `KeyOf` makes of it; undefined for keys that no Go map has. */
function keyOf(plan: TypePlan): GoKey | undefined {
  const inner = withoutWrappers(plan);
  switch (inner.kind) {
    case "unknown":
      return { keyKind: "interface", key: unionOf([{ kind: "string" }, { kind: "number" }]) };
    case "union":
      return keyOfUnion(inner.of);
    case "tuple": {
      const fields = inner.elements.map((element) => keyOf(element.plan));
      if (!fields.every((field) => field !== undefined)) return undefined;
      return { keyKind: { struct: fields.map(({ keyKind }) => keyKind) }, key: { kind: "tuple", elements: fields.map(({ key }) => ({ plan: key })) } };
    }
    default: {
      const kind = primitiveKinds[primitiveOf(inner) ?? ""];
      return kind && { keyKind: kind, key: plan };
    }
  }
}

const primitiveKinds: Readonly<Record<string, GoKeyKind | undefined>> = { string: "string", number: "int32", bigint: "int64", boolean: "bool", null: "interface" };

function primitiveOf(plan: TypePlan): string | undefined {
  if (plan.kind === "literal") return typeof plan.value === "object" ? "bigint" : typeof plan.value;
  if (plan.kind === "template") return "string";
  if (plan.kind === "enum") return plan.members.every(({ value }) => typeof value === "string") ? "string" : "number";
  return plan.kind in primitiveKinds ? plan.kind : undefined;
}

/** `number | NaNBits` are floats, `number | bigint` long integers. Of an interface's values the primitive ones are made. */
function keyOfUnion(parts: readonly TypePlan[]): GoKey | undefined {
  const usable = parts.filter((part) => primitiveOf(withoutWrappers(part)) !== undefined);
  const kinds = new Set(usable.map((part) => primitiveOf(withoutWrappers(part))));
  if (usable.length === 0) return undefined;
  const key = unionOf(usable);
  if (usable.length < parts.length) return { keyKind: kinds.size === 1 && kinds.has("number") ? "float64" : "interface", key };
  if (kinds.size === 1) return { keyKind: primitiveKinds[[...kinds][0]!]!, key };
  return { keyKind: kinds.size === 2 && kinds.has("number") && kinds.has("bigint") ? "int64" : "interface", key };
}
