/** The rounding modes for the minor units of a currency. */
export const ROUNDINGS = ["half-even", "half-up", "half-down", "up", "down"] as const;

export type Rounding = (typeof ROUNDINGS)[number];

export function isRounding(text: string): text is Rounding {
  return ROUNDINGS.some((rounding) => rounding === text);
}
