import type { CliHost, Output } from "../../src/cli/host.ts";
import { type ExitCode, runCli } from "../../src/cli/run.ts";
import type { ScanOptions, ScanResult } from "../../src/scanner/types.ts";
import type { VerifyOptions, VerifyResult } from "../../src/verify/types.ts";
import { clean } from "../report/sample.ts";
import { nothingVerified } from "../report/verify/sample.ts";

export interface Run {
  readonly status: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** What the scanner was asked, once per call. */
  readonly scans: readonly ScanOptions[];
  /** What the verification was asked, once per call. */
  readonly verifications: readonly VerifyOptions[];
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: CliHost["env"];
  readonly isTTY?: boolean;
  /** What the scanner answers; an error is thrown. */
  readonly answer?: ScanResult | Error;
  /** What the verification answers; an error is thrown. */
  readonly verified?: VerifyResult | Error;
  /** Scan for real, instead of giving the answer. */
  readonly isReal?: boolean;
  readonly onScan?: (options: ScanOptions) => void;
  readonly onVerify?: (options: VerifyOptions) => void;
}

/** Runs the command line with recorded streams, and a scanner and a verification that give fixed answers. */
export async function run(args: readonly string[], surroundings: Surroundings = {}): Promise<Run> {
  const { answer = clean, cwd = "/project", env = {}, isTTY = false, isReal = false, onScan } = surroundings;
  const { verified = nothingVerified, onVerify } = surroundings;
  const scans: ScanOptions[] = [];
  const verifications: VerifyOptions[] = [];
  const stdout = recorder(isTTY);
  const stderr = recorder(isTTY);
  const scan = (options: ScanOptions) => {
    scans.push(options);
    onScan?.(options);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const verify = (options: VerifyOptions) => {
    verifications.push(options);
    onVerify?.(options);
    return verified instanceof Error ? Promise.reject(verified) : Promise.resolve(verified);
  };
  const status = await runCli(args, { stdout, stderr, cwd, env, ...(!isReal && { scan, verify }) });
  return { status, stdout: stdout.text(), stderr: stderr.text(), scans, verifications };
}

function recorder(isTTY: boolean): Output & { text(): string } {
  const pieces: string[] = [];
  return { isTTY, columns: 60, write: (text) => pieces.push(text), text: () => pieces.join("") };
}
