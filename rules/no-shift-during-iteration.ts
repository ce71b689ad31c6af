import { createRule } from "./create-rule.ts";

export default createRule("shift-during-iteration");
