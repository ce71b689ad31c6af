import { createRule } from "./create-rule.ts";

export default createRule("clear-after-await");
