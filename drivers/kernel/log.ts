// What the drivers need of a logger; a pino logger fits as it is.

/** Levels as in the house: info what staff did, warn what healed itself, error what needs a person, trace bytes. */
export interface DriverLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** For tests and tools that want no log; the figures are in the counters anyway. */
export const silentLog: DriverLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
