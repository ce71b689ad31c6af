import { inspect } from "node:util";
import type { ReportedTest } from "../plan.ts";

interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name: string;
    readonly nesting: number;
    readonly file?: string;
    readonly skip?: unknown;
    readonly todo?: unknown;
    readonly details?: { readonly type?: string; readonly error?: { readonly cause?: unknown; readonly message?: string; readonly failureType?: string } };
  };
}

/** A reporter of `node --test`: one line of JSON for each test that has ended. Suites are no tests, unless they fail by themselves. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const names: string[] = [];
  const parents = new Set<string>();
  for await (const { type, data } of events) {
    if (type === "test:start") names.splice(data.nesting, names.length, data.name);
    if (type !== "test:pass" && type !== "test:fail") continue;
    const path = [...names.slice(0, data.nesting), data.name];
    if (data.nesting > 0) parents.add(path.slice(0, -1).join(" > "));
    const name = path.join(" > ");
    const isSuite = data.details?.type === "suite" || parents.has(name);
    if (!isSuite || isOwnFailure(type, data)) yield `${JSON.stringify(testOf(type, data, name))}\n`;
    if (data.nesting === 0) parents.clear();
  }
}

function isOwnFailure(type: string, { details }: TestEvent["data"]): boolean {
  return type === "test:fail" && details?.error?.failureType !== "subtestsFailed";
}

function testOf(type: string, { file, skip, todo, details }: TestEvent["data"], name: string): ReportedTest {
  const isSkipped = skip !== undefined && skip !== false;
  const isTodo = todo !== undefined && todo !== false;
  const state = isSkipped ? "skipped" : isTodo ? "todo" : type === "test:pass" ? "passed" : "failed";
  return { file, name, state, errors: type === "test:fail" ? [messageOf(details?.error)] : [] };
}

/** Of the error that the test ended with, not of what wraps it. */
function messageOf(error: { readonly cause?: unknown; readonly message?: string } | undefined): string {
  const cause = error?.cause ?? error;
  const { message = cause } = Object(cause) as { readonly message?: unknown };
  return typeof message === "string" ? message : inspect(message);
}
