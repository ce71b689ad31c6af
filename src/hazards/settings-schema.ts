import { homepage } from "./catalogue.ts";
import { namePattern, settings } from "./settings.ts";

/** The JSON schema of `rangeguard.config.json`, for editors: what `readSettings` accepts, and `$schema` itself. */
export function settingsSchema(): object {
  const items = { type: "string", pattern: namePattern };
  const lists = settings.map(({ name, description, examples }): [string, object] => [
    name,
    { description, type: "array", items, default: [], examples: [examples] },
  ]);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: `${homepage}/blob/main/schemas/config.schema.json`,
    title: "Configuration of rangeguard",
    description: "Names by which a code base protects its collections. They add to the built-in ones.",
    type: "object",
    properties: {
      $schema: { description: "The address of this schema.", type: "string" },
      ...Object.fromEntries(lists),
    },
    additionalProperties: false,
  };
}
