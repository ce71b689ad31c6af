/** What a parameter is called by Node's convention that takes the error of an operation. */
const error = "_*(?:err|error|ex|exception|[\\w$]+(?:Err|Error))";
const asFunction = new RegExp(`^(?:async\\b)?\\s*(?:function\\b)?\\s*[\\w$]*\\s*\\(\\s*${error}\\s*[,)=]`);
/** What gives a value at once for nothing but the error is a predicate, or makes another of it; what asks first whether there is one is not. */
const asPredicate = new RegExp(`^(?:async\\b)?\\s*(?:\\(\\s*${error}\\s*\\)|${error})\\s*=>(?!\\s*\\{|[\\s(]*!?${error}\\s*(?:\\?(?![.?])|&&))`);
const asArrow = new RegExp(`^(?:async\\b)?\\s*${error}\\s*=>`);

/** Methods that only keep a function: a listener, a handler, an element of a collection. Nobody says when, or how often, it is called. */
const keepers = [
  ...["on", "once", "off", "catch", "then", "finally", "use", "handle", "intercept", "listen", "observe", "register", "subscribe", "unsubscribe"],
  ...["add", "enqueue", "prepend", "push", "remove", "set", "unshift"],
].join("|");
const keeps = new RegExp(`(?:^|\\.)(?:(?:${keepers})(?:$|[A-Z_(#])|on[a-z]+$)`);

/**
 * What a call of something outside tells the last of its arguments, where that is a callback that takes an error first: once, some time later, that
 * there was none, and as many results as it takes.
 *
 * @param name Path of what is called: `pool.getConnection`.
 * @param result Makes one of the results.
 * @param later Calls what it is given once, when it pleases.
 */
export function answerCallback(args: readonly unknown[], name: string, result: () => unknown, later: (act: () => void, label: string) => void): void {
  const callback = args.at(-1);
  if (!takesErrorFirst(callback) || keeps.test(name)) return;
  const results = Array.from({ length: Math.max(1, callback.length - 1) }, result);
  later(() => callback(null, ...results), `the answer of ${name}`);
}

function takesErrorFirst(value: unknown): value is (...args: unknown[]) => unknown {
  if (typeof value !== "function") return false;
  const text = Function.prototype.toString.call(value);
  return !asPredicate.test(text) && (asFunction.test(text) || asArrow.test(text));
}
