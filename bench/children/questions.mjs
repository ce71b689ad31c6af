/** Prints how many questions a scan of the directory in `argv[2]` asks the type checker, and the seconds that the answers take. */
import process from "node:process";
import { defaultAnalyser } from "../../dist/src/scanner/default-analyser.js";
import { scanWith } from "../../dist/src/scanner/scan.js";

const cpuUsage = process.threadCpuUsage ?? process.cpuUsage;
const asked = { count: 0, seconds: 0 };
let isAnswering = false;

/** The same checker; what it does when it is made (binding) is left out. */
const timed = (checker) =>
  new Proxy(checker, {
    get(target, name) {
      const member = target[name];
      return typeof member === "function" ? (...args) => answer(() => member.apply(target, args)) : member;
    },
  });

function answer(question) {
  if (isAnswering) return question();
  isAnswering = true;
  const start = cpuUsage();
  try {
    return question();
  } finally {
    const { user, system } = cpuUsage(start);
    asked.count += 1;
    asked.seconds += (user + system) / 1e6;
    isAnswering = false;
  }
}

const checkers = new WeakMap();

function timedOnce(checker) {
  if (!checkers.has(checker)) checkers.set(checker, timed(checker));
  return checkers.get(checker);
}

const analyser = (input, options) => defaultAnalyser({ ...input, checker: () => timedOnce(input.checker()) }, options);
await scanWith(analyser, { cwd: process.argv[2], level: "strict" });
process.stdout.write(JSON.stringify(asked));
