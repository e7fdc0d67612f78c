/** How a result is rounded to the minor units of its currency. */
export const ROUNDINGS = ["half-even", "half-up", "half-down", "up", "down"] as const;

export type Rounding = (typeof ROUNDINGS)[number];

export function isRounding(text: string): text is Rounding {
  return ROUNDINGS.some((rounding) => rounding === text);
}
