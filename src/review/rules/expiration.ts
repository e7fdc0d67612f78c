import type { Json } from "../../terraform";
import { type Change, remains } from "../change";
import { type Finder, grouped } from "../rule";
import { plain, type Text, text } from "../text";
import { blocksAt, textAt, valueAt } from "../values";

/** Data that would have stayed expires. */
export const EXPIRATION: Readonly<Record<string, Finder>> = {
  "data-expires": ({ changes }) =>
    grouped(changes.filter(remains), (change) => [...timeToLive(change), ...lifecycle(change)]),
};

function timeToLive({ type, before, after }: Change): readonly Text[] {
  const attributeOf = (json: Json) =>
    valueAt(json, "ttl[0].enabled") === true ? textAt(json, "ttl[0].attribute_name") : undefined;
  const attribute = type === "aws_dynamodb_table" ? attributeOf(after) : undefined;
  return attribute !== undefined && attribute !== attributeOf(before)
    ? [text`items expire by their attribute ${attribute}`]
    : [];
}

const EXPIRATIONS = ["expiration", "noncurrent_version_expiration"];

/** Compares the rules of a bucket's lifecycle as a whole: a rule for other objects is another rule. */
function lifecycle({ type, before, after }: Change): readonly Text[] {
  if (type !== "aws_s3_bucket_lifecycle_configuration") {
    return [];
  }
  const expiring = (json: Json) =>
    blocksAt(json, "rule")
      .filter((rule) => valueAt(rule, "status") === "Enabled")
      .filter((rule) => EXPIRATIONS.some((name) => blocksAt(rule, name).length > 0))
      .map((rule) =>
        JSON.stringify(["filter", "prefix", ...EXPIRATIONS].map((name) => valueAt(rule, name) ?? null)),
      );
  const known = expiring(before);
  return expiring(after).some((rule) => !known.includes(rule))
    ? [plain("objects expire by another rule than before")]
    : [];
}
