import type { Review } from "../review";
import { json } from "./json";
import { markdown } from "./markdown";
import { page } from "./page";
import { plainText } from "./plain";

export { LONGEST_COMMENT } from "./markdown";

export const FORMATS = ["markdown", "plain", "json"] as const;
export type Format = (typeof FORMATS)[number];

export function render(review: Review, format: Format): string {
  if (format === "json") {
    return json(review);
  }
  const draw = format === "markdown" ? markdown : plainText;
  return draw(page(review), review.withoutSecrets);
}
