// Why the hall itself, not its rules, could not take a request.
import type { ContractCode } from "./contract/refusals.ts";

export type HallErrorCode = Extract<
  ContractCode,
  "STORAGE_FULL" | "HALL_BUSY" | "HALL_STOPPING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL"
>;

/** Rejects a submission. After `INTERNAL` the outcome is unknown; after the others nothing has happened. */
export class HallError extends Error {
  readonly code: HallErrorCode;

  constructor(code: HallErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "HallError";
    this.code = code;
  }
}
