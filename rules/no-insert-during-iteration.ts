import { createRule } from "./create-rule.ts";

export default createRule("insert-during-iteration");
