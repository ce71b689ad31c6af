import process from "node:process";

/** `RANGEGUARD_THOROUGH=1 npm test` tries all; the gate, which has minutes on two slow cores, a sample with the same seeds. */
const isThorough = process.env["RANGEGUARD_THOROUGH"] === "1";

/** How many random programs, schedules or trials a test makes. */
export function tries(thorough: number, quick: number): number {
  return isThorough ? thorough : quick;
}
