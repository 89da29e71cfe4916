// What can be wrong with the data folder, with a stable code for programs and words for people.

export type StoreErrorCode =
  | "SQLITE_MISSING"
  | "LOCKED"
  | "MALFORMED"
  | "FOREIGN"
  | "SCHEMA_NEWER"
  | "LOG_BROKEN"
  | "NOT_DURABLE"
  | "CANNOT_OPEN"
  | "FULL"
  | "BUSY";

/** `FULL` and `BUSY` pass by themselves; every other code needs a person. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreError";
    this.code = code;
  }
}
