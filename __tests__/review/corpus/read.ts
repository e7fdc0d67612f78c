import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { render } from "../../../src/review/render";
import { type Review, review } from "../../../src/review/review";
import { NO_SETTINGS, type Settings } from "../../../src/review/settings";

const plans = join(__dirname, "plans");

export const pages = join(__dirname, "pages");

export const caseNames: readonly string[] = readdirSync(plans).map((file) => file.replace(/\.json\.br$/, ""));

/** What `terraform show -json` printed of a case's plan. */
export function planOf(name: string): string {
  return brotliDecompressSync(readFileSync(join(plans, `${name}.json.br`))).toString("utf8");
}

export function reviewOf(plan: string, settings: Settings = NO_SETTINGS): Review {
  return review(plan, { settings, today: "2026-11-23", sizeOf: () => 250_000 });
}

export function pageOf(plan: string): string {
  return render(reviewOf(plan), "markdown");
}
