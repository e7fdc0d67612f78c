import type { Json } from "../../terraform";
import { type Change, remains } from "../change";
import { type Finder, grouped, type Subject } from "../rule";
import { plain, type Text, text } from "../text";
import { blocksAt, numberAt, textAt, valueAt } from "../values";
import { isForExisting } from "./existing";

/** Data that would have stayed expires, or is archived. */
export const EXPIRATION: Readonly<Record<string, Finder>> = {
  "data-expires": (subject) =>
    grouped(
      subject.changes.filter((change) => remains(change) || change.kind === "add"),
      (change) => [...timeToLive(change), ...lifecycle(change, subject), ...images(change, subject)],
    ),
};

function timeToLive(change: Change): readonly Text[] {
  const { type, before, after } = change;
  const attributeOf = (json: Json) =>
    valueAt(json, "ttl[0].enabled") === true ? textAt(json, "ttl[0].attribute_name") : undefined;
  const attribute = type === "aws_dynamodb_table" && remains(change) ? attributeOf(after) : undefined;
  return attribute !== undefined && attribute !== attributeOf(before)
    ? [text`items expire at the time in their attribute ${attribute}`]
    : [];
}

/** When a bucket's rule deletes or archives objects. GLACIER_IR needs no restore. */
const STEPS: readonly (readonly [path: string, days: string, classes?: RegExp])[] = [
  ["expiration", "days"],
  ["noncurrent_version_expiration", "noncurrent_days"],
  ["transition", "days", /^(GLACIER|DEEP_ARCHIVE)$/],
];

/**
 * Objects that expire or are archived sooner than before, by a rule for the same objects. A rule for other objects is
 * another rule.
 */
function lifecycle(change: Change, subject: Subject): readonly Text[] {
  const { type, kind, before, after } = change;
  const isNew = kind === "add" && !isForExisting(change, subject);
  if (type !== "aws_s3_bucket_lifecycle_configuration" || isNew) {
    return [];
  }
  const known = expirations(before);
  const sooner = expirations(after).some(
    ({ what, days, rest }) =>
      !known.some((one) => one.what === what && one.rest === rest && one.days <= days),
  );
  return sooner ? [plain("objects expire or are archived sooner than before")] : [];
}

function expirations(json: Json) {
  return blocksAt(json, "rule")
    .filter((rule) => valueAt(rule, "status") === "Enabled")
    .flatMap((rule) =>
      STEPS.flatMap(([path, daysName, classes]) =>
        blocksAt(rule, path)
          .filter((block) => classes?.test(textAt(block, "storage_class") ?? "") ?? true)
          .map((block) => ({
            what: JSON.stringify([path, valueAt(rule, "filter") ?? valueAt(rule, "prefix") ?? null]),
            days: numberAt(block, daysName) ?? 0,
            rest: JSON.stringify([
              valueAt(block, "date") ?? null,
              numberAt(block, "newer_noncurrent_versions") ?? 0,
            ]),
          })),
      ),
    );
}

/** A registry's policy only expires images. */
function images(change: Change, subject: Subject): readonly Text[] {
  const { type, kind } = change;
  return type === "aws_ecr_lifecycle_policy" && (kind === "change" || isForExisting(change, subject))
    ? [plain("images expire by its rules")]
    : [];
}
