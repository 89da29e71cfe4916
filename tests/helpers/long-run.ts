// How many: `npm test` runs what suffices for every change, `npm run test:long` what a release must have seen.
export const isLongRun = process.env.HALL_LONG === "1";

/** The large count of a long run, or the one that suffices every day. */
export const inLongRun = <T>(large: T, daily: T): T => (isLongRun ? large : daily);
