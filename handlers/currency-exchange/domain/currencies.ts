import { CURRENCY_NAMES, MINOR_UNITS } from "./iso-4217";

/** Returns whether a string is an ISO 4217 currency code in upper case, in use or withdrawn since 1999. */
export function isCurrency(code: string): boolean {
  return Object.hasOwn(CURRENCY_NAMES, code);
}

/** Returns a currency's name in ISO 4217. */
export function nameOf(code: string): string {
  return CURRENCY_NAMES[code] ?? code;
}

/** Returns the decimal places of an amount in a currency, or undefined if ISO 4217 defines no minor units. */
export function minorUnitsOf(code: string): number | undefined {
  return Object.hasOwn(MINOR_UNITS, code) ? MINOR_UNITS[code] : 2;
}
