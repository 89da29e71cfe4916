// Telephone numbers as people write them, brought to one form: `+` country code and number (E.164).

const E164 = /^\+[1-9][0-9]{6,14}$/;

/** Null: this cannot be a number. */
export function internationalNumber(text: string, countryCode: string): string | null {
  const plain = text.replace(/[\s().-]/g, "");
  if (!/^\+?[0-9]+$/.test(plain)) return null;
  const whole = plain.startsWith("+")
    ? plain
    : plain.startsWith("00")
      ? `+${plain.slice(2)}`
      : isWhole(plain, countryCode)
        ? `+${plain}`
        : `+${countryCode}${plain.replace(/^0/, "")}`;
  return E164.test(whole) ? whole : null;
}

/** `8613800000000`: a mobile number of the country behind its code, only the plus is missing. */
function isWhole(digits: string, countryCode: string): boolean {
  return countryCode === "86" && /^86[1-9][0-9]{10}$/.test(digits);
}
