import { createRule } from "./create-rule.ts";

export default createRule("check-then-act-across-await");
