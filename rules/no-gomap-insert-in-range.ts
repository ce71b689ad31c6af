import { createRule } from "./create-rule.ts";

export default createRule("gomap-insert-in-range");
