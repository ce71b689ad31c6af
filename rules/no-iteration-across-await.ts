import { createRule } from "./create-rule.ts";

export default createRule("iteration-across-await");
