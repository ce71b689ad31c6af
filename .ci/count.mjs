/** Prints "passed failed" for a vitest JSON report and the exit status of the run that should have written it. */
import { readFileSync } from "node:fs";
import process from "node:process";

const [, , path, status] = process.argv;
let passed = 0;
let failed = 0;
try {
  const report = JSON.parse(readFileSync(path, "utf8"));
  passed = report.numPassedTests;
  // A file that broke while loading has no tests to count.
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  failed = report.numFailedTests + broken.length;
} catch (error) {
  console.error(`No test report: ${error.message}`);
  failed = 1;
}
if (status !== "0" && failed === 0) failed = 1;
console.log(`${passed} ${failed}`);
