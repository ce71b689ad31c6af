/** Prints the seconds inside all our rules for one file. */
import { readFileSync } from "node:fs";
import process from "node:process";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import rangeguard from "../../dist/rules/index.js";
import { clock, timed } from "./timed.mjs";

const plugins = { rangeguard: timed(rangeguard) };
const config = { ...rangeguard.configs.strict, plugins, files: ["**/*.ts"], languageOptions: { parser } };
new Linter().verify(readFileSync(process.argv[2], "utf8"), [config], { filename: "generated.ts" });
process.stdout.write(String(clock.elapsed / 1000));
