import { createRule } from "./create-rule.ts";

export default createRule("remove-ahead-during-iteration");
