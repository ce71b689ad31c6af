import type { ModuleMember } from "../../verify/inputs/plan.ts";

/** The imports that a text names its members by, one line a module. @param nameOf What a module is called. */
export function importLines(imports: readonly ModuleMember[], nameOf: (module: string) => string): string[] {
  const byModule = new Map<string, ModuleMember[]>();
  for (const member of imports) byModule.set(member.module, [...(byModule.get(member.module) ?? []), member]);
  return [...byModule].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([module, members]) => linesOf(members, nameOf(module)));
}

function linesOf(members: readonly ModuleMember[], module: string): string[] {
  const exported = members.filter(({ isExported }) => isExported);
  const hidden = members.filter(({ isExported }) => !isExported).map(({ localName }) => `\`${localName}\``);
  return [
    ...(exported.length === 0 ? [] : [`import { ${exported.map(specifier).join(", ")} } from ${JSON.stringify(module)};`]),
    ...(hidden.length === 0 ? [] : [`// Not exported by ${JSON.stringify(module)}: ${hidden.join(", ")}`]),
  ];
}

/** A CommonJS module's own value is what other modules import as its default. */
function specifier({ name, localName }: ModuleMember): string {
  const exported = name === "export=" ? "default" : name;
  return exported === localName ? localName : `${exported} as ${localName}`;
}
