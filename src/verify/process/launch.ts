import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** What a child is started with. */
export interface Launch {
  /** The compiled `../child/main.ts`. */
  readonly main: URL;
  readonly cwd: string;
  /** Megabytes of the JavaScript heap. */
  readonly memoryLimit: number;
  readonly permissionModel: boolean;
  /** Names of further environment variables that are passed on. */
  readonly environment: readonly string[];
}

export interface Launched {
  readonly process: ChildProcess;
  /** Its temporary folder. */
  readonly temporary: string;
  /** What each of its messages begins with. */
  readonly token: string;
}

/** Variables that programs need to run at all, or that change what they compute. None of them is a secret. */
const ofWindows = ["SystemRoot", "SystemDrive", "windir", "PATHEXT", "COMSPEC"];
const passed = ["PATH", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "NODE_ENV", ...ofWindows];

/** Starts a child in a process group of its own. @throws Error when the temporary folder cannot be made. */
export function launch(options: Launch): Launched {
  const temporary = mkdtempSync(join(realpathSync(tmpdir()), "rangeguard-verify-"));
  const child = spawn(process.execPath, [...flags(temporary, options), fileURLToPath(options.main)], {
    cwd: options.cwd,
    env: environment(temporary, options.environment),
    // stdin, stdout, stderr, from the parent, to the parent, and the lifeline, which ends with the parent.
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  return { process: child, temporary, token: randomBytes(12).toString("hex") };
}

function flags(temporary: string, { memoryLimit, permissionModel }: Launch): string[] {
  const limits = ["--no-warnings", "--no-addons", `--max-old-space-size=${memoryLimit}`];
  return permissionModel ? [...permissionFlags(temporary), ...limits] : limits;
}

/**
 * Module hooks and the watchdog run in threads: without `--allow-worker` there are none. The child refuses threads to user code
 * itself.
 */
function permissionFlags(temporary: string): string[] {
  const flag = ["--permission", "--experimental-permission"].find((name) => process.allowedNodeEnvironmentFlags.has(name));
  // Node splits its lists at commas, and takes an asterisk for a pattern.
  if (flag === undefined || /[,*]/.test(temporary)) return [];
  return [flag, "--allow-fs-read=*", `--allow-fs-write=${join(temporary, "/")}`, "--allow-worker"];
}

function environment(temporary: string, further: readonly string[]): NodeJS.ProcessEnv {
  const names = [...passed, ...further];
  const kept = Object.entries(process.env).filter(([name]) => names.includes(name));
  const home = { HOME: temporary, USERPROFILE: temporary, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  return { ...Object.fromEntries(kept), ...home };
}
