import { reviewOf } from "../corpus/read";
import { changed, type Planned, planWith, stays } from "../plan";

const RECORD = "Rolled back from 42 to 41 at 2026-03-04T09:03:00.000Z";
const alias = (version: string, description = RECORD) => ({ function_version: version, description });
const severities = (before: object, after: object, more: Partial<Planned> = {}) =>
  reviewOf(planWith([{ ...changed("aws_lambda_alias.us-east-1_live", before, after), ...more }, stays]))
    .findings.filter(({ rule }) => rule === "rolled-back")
    .map(({ severity }) => severity);

test.each([
  ["the same version needs a person", alias("41"), alias("42", "live"), {}, "person"],
  ["another version is noted", alias("41"), alias("43", "live"), {}, "note"],
  [
    "a version that the apply publishes is noted",
    alias("41"),
    { description: "live" },
    { unknown: { function_version: true } },
    "note",
  ],
  ["the version that it was rolled back to is noted", alias("41"), alias("41", "live"), {}, "note"],
])("after a rollback, %s", (_, before, after, more, severity) => {
  expect(severities(before, after, more)).toEqual([severity]);
});

test.each([
  ["another version serves already", alias("43")],
  ["someone wrote another description", alias("41", "Rolled back")],
])("nothing is found if %s", (_, before) => {
  expect(severities(before, alias("44", "live"))).toEqual([]);
});
