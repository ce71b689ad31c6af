import { createRule } from "./create-rule.ts";

export default createRule("lost-update-across-await");
