import * as z from "zod/mini";
import type { CheckerRange } from "./health-checkers";

export interface PublishedRanges {
  /** The publication time in AWS's format: `2026-08-22-15-17-05`. */
  readonly published: string;
  readonly ranges: readonly CheckerRange[];
}

/** AWS's other partitions, whose checkers never send requests to the commercial partition. */
const FOREIGN = /^(cn-|us-gov-|us-iso|eu-iso|eusc-)/;

const published = z.object({
  createDate: z.string(),
  prefixes: z
    .array(z.object({ ip_prefix: z.cidrv4(), region: z.string(), service: z.string() }))
    .check(z.minLength(1)),
});

/**
 * Reads the checkers' ranges from AWS's `ip-ranges.json`.
 *
 * @throws Error if the file is another one or has no checkers
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-ranges.html
 */
export function checkerRangesOf(json: unknown): PublishedRanges {
  const parsed = published.safeParse(json);
  if (!parsed.success) {
    throw new Error("this is not AWS's ip-ranges.json");
  }
  const ranges = parsed.data.prefixes
    .filter(({ service, region }) => service === "ROUTE53_HEALTHCHECKS" && !FOREIGN.test(region))
    .map(({ ip_prefix, region }) => ({ range: ip_prefix, region }))
    .sort((a, b) => a.region.localeCompare(b.region, "en") || a.range.localeCompare(b.range, "en"));
  if (ranges.length === 0) {
    throw new Error("it contains no ROUTE53_HEALTHCHECKS");
  }
  return { published: parsed.data.createDate, ranges };
}

/** Returns the changes, one line per range. */
export function changes(before: readonly CheckerRange[], after: readonly CheckerRange[]): string[] {
  const text = ({ range, region }: CheckerRange) => `${range} (${region})`;
  const [old, now] = [before.map(text), after.map(text)];
  return [
    ...now.filter((one) => !old.includes(one)).map((one) => `+ ${one}`),
    ...old.filter((one) => !now.includes(one)).map((one) => `- ${one}`),
  ];
}
