// Limits that the pages show too: apart from the schemas, whose library no page should carry.

/** Shortest password; length says more than signs of every kind do. */
export const PASSWORD_CHARS_MIN = 10;
export const PASSWORD_CHARS_MAX = 200;
/** Digits of the code that a page shows until somebody lets it in. */
export const PAIRING_DIGITS = 6;
