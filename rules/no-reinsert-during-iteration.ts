import { createRule } from "./create-rule.ts";

export default createRule("reinsert-during-iteration");
