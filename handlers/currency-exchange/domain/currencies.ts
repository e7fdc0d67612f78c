import { CURRENCY_NAMES, MINOR_UNITS } from "./iso-4217";

/** Whether a text is the code of an ISO 4217 currency, in use or withdrawn since 1999. In capitals. */
export function isCurrency(code: string): boolean {
  return Object.hasOwn(CURRENCY_NAMES, code);
}

/** The name that ISO 4217 gives a currency. */
export function nameOf(code: string): string {
  return CURRENCY_NAMES[code] ?? code;
}

/** The decimal places of an amount in a currency; undefined where ISO 4217 says that it has none to speak of. */
export function minorUnitsOf(code: string): number | undefined {
  return Object.hasOwn(MINOR_UNITS, code) ? MINOR_UNITS[code] : 2;
}
