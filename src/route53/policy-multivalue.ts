import type { Choose } from "./candidate";
import { usable } from "./candidate";

const MOST_ANSWERS = 8;

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-multivalue.html */
export const multivalue: Choose<"multivalue"> = (candidates, _client, draw, subject) => {
  const { pool, steps } = usable(candidates, subject);
  const start = draw === "every" ? 0 : Math.floor(draw * pool.length);
  const records = [...pool.slice(start), ...pool.slice(0, start)]
    .slice(0, draw === "every" ? pool.length : MOST_ANSWERS)
    .map(({ record }) => record);
  const detail = `${records.length} of ${candidates.length} records answer`;
  return { records, steps: [...steps, { rule: "multivalue", subject, detail }], draw };
};
