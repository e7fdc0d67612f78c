import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FORMATS, render } from "../../src/review/render";
import { RULES } from "../../src/review/rules";
import { EXPECTED } from "./corpus/expected";
import { caseNames, pages, planOf, reviewOf } from "./corpus/read";

/** Sensitive values in the projects of the corpus, and what a function is given. */
const SECRETS = ["hunter2", "tr0ub4dor"];

test("every case has an expected verdict and a page", () => {
  expect(Object.keys(EXPECTED).sort()).toEqual([...caseNames].sort());
  expect(readdirSync(pages).sort()).toEqual(caseNames.map((name) => `${name}.md`).sort());
});

const reviews = caseNames.map((name) => ({ name, review: reviewOf(planOf(name)) }));

test("each rule has a finding in some case", () => {
  const caught = new Set(reviews.flatMap(({ review }) => review.findings.map(({ rule }) => rule)));
  expect(RULES.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
});

describe.each(reviews)("$name", ({ name, review }) => {
  test("has the expected verdict", () => {
    expect(review.verdict).toBe(EXPECTED[name]);
  });

  // After an intended change, run npm run generate pages and read the difference.
  test("has the expected page", () => {
    expect(render(review, "markdown")).toBe(readFileSync(join(pages, `${name}.md`), "utf8"));
  });

  test("shows no secret in any format", () => {
    for (const format of FORMATS) {
      const page = render(review, format);
      expect(SECRETS.filter((secret) => page.includes(secret))).toEqual([]);
    }
  });
});
