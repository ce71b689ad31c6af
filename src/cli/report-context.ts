import path from "node:path";
import { version } from "../hazards/version.ts";
import type { ReportContext } from "../report/types.ts";
import { readSourceText } from "../scanner/source-text.ts";
import type { ScanResult } from "../scanner/types.ts";
import { type CliHost, wantsColour } from "./host.ts";

/** What reports of a result need. @param isStdout a file is never coloured */
export function reportContextFor({ root }: Pick<ScanResult, "root">, isStdout: boolean, host: CliHost): ReportContext {
  return {
    version,
    readSource: (file) => {
      const source = readSourceText(path.resolve(root, file));
      return "text" in source ? source.text : undefined;
    },
    colour: isStdout && wantsColour(host.stdout, host.env),
    cwd: host.cwd,
  };
}
