/** What of a region can fail by itself. */
export const PARTS = ["gateway", "function", "table"] as const;

export type Part = (typeof PARTS)[number];

export function isPart(text: string): text is Part {
  return PARTS.some((part) => part === text);
}
