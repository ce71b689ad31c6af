/** `rangeguard/verify`: tries findings by running the code, and makes runs of witnesses again. */
export { defineVerify, type Maker, type VerifyHooks } from "./define.ts";
export { verify } from "./verify.ts";
export { verifyTests, type VerifyTestsOptions } from "./verify-tests.ts";
export { WithTestsError } from "./with-tests/types.ts";
export { verifyWitness, type VerifyWitnessOptions } from "./verify-witness.ts";
export { type NotExecutableReason, notExecutableReasons, reasons } from "./reasons.ts";
export type * from "./types.ts";
export { decodeWitness } from "./witness/text.ts";
export { WitnessError, type WitnessProblem } from "./witness/errors.ts";
