import process from "node:process";
import { NodeTest } from "./current-test.ts";
import { currentTest } from "./runtime.ts";

type Hook = (context: { readonly name: string }) => void;

/** Set in processes that run a test file. Those that the tests start inherit it, as they do the variable of the test runner. */
const markVariable = "RANGEGUARD_IN_TEST";

/** If `node --test` has started this process for a test file: has its test runner say which test is running. */
export async function installNodeTest(): Promise<void> {
  const { env } = process;
  if (!(currentTest instanceof NodeTest) || env["NODE_TEST_CONTEXT"] === undefined || env[markVariable] !== undefined) return;
  env[markVariable] = "1";
  const test = currentTest;
  const { beforeEach, afterEach } = (await import("node:test")) as unknown as Record<"beforeEach" | "afterEach", (hook: Hook) => void>;
  beforeEach((context) => test.begin(context));
  afterEach((context) => test.end(context));
}
