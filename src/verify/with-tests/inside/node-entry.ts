import Module, { register } from "node:module";
import { installNodeTest } from "./node-tests.ts";
import "./runtime.ts";
import { Session } from "./session.ts";

interface CommonModule {
  _compile: (this: unknown, content: string, filename: string, ...rest: unknown[]) => unknown;
}

const session = Session.ofEnvironment();
if (session !== undefined && Object.keys(session.plan.files).length > 0) {
  patchCompile(session);
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  register(new URL(`./node-hooks.${extension}`, import.meta.url), { data: session.folder });
}
await installNodeTest();

/** What `require` loads comes by here, whatever it was loaded with. Text that a loader has changed already is left alone. */
function patchCompile(source: Session): void {
  const { prototype } = Module as unknown as { readonly prototype: CommonModule };
  const { _compile: compile } = prototype;
  prototype._compile = function (content, filename, ...rest) {
    return Reflect.apply(compile, this, [source.instrumented(filename, content) ?? content, filename, ...rest]);
  };
}
