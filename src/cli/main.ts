#!/usr/bin/env node
import process from "node:process";
import { runCli } from "./run.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // The reader of a pipe may leave early, as `head` does.
  if (error.code === "EPIPE") return;
  process.stderr.write(`rangeguard: cannot write to standard output: ${error.message}\n`);
  process.exit(2);
});

// Not process.exit(): it would cut off what is still to be written to a pipe.
process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
});
