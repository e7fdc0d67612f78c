import type { Json } from "../../terraform";
import { type Change, remains } from "../change";
import { grouped, type Rule } from "../finding";
import { plain, say, type Text } from "../text";
import { blocksAt, numberAt, textAt, valueAt } from "../values";

const EXPIRATIONS = ["expiration", "noncurrent_version_expiration"];

/** Data that would have stayed goes by itself. */
export const DATA_EXPIRES: Rule = {
  id: "data-expires",
  severity: "person",
  why: "What is old enough goes by itself soon after this is applied, in every replica. Only a backup brings it back.",
  advice: "Look how much is that old, or has that attribute, before it is applied.",
  find: ({ changes }) =>
    grouped(changes.filter(remains), (change) => [
      ...timeToLive(change),
      ...retention(change),
      ...lifecycle(change),
    ]),
};

function timeToLive({ type, before, after }: Change): readonly Text[] {
  const attributeOf = (json: Json) =>
    valueAt(json, "ttl[0].enabled") === true ? textAt(json, "ttl[0].attribute_name") : undefined;
  const attribute = attributeOf(after);
  return type === "aws_dynamodb_table" && attribute !== undefined && attribute !== attributeOf(before)
    ? [say`items expire by their attribute ${attribute}`]
    : [];
}

function retention({ before, after }: Change): readonly Text[] {
  return ["message_retention_seconds", "retention_period"].flatMap((path) => {
    const [was, will] = [numberAt(before, path), numberAt(after, path)];
    return was !== undefined && will !== undefined && will < was
      ? [say`${path} goes from ${was} to ${will}`]
      : [];
  });
}

/** Rules of a bucket's lifecycle are compared as a whole: a rule for other objects is another rule. */
function lifecycle({ type, before, after }: Change): readonly Text[] {
  const expiring = (json: Json) =>
    blocksAt(json, "rule")
      .filter((rule) => valueAt(rule, "status") === "Enabled")
      .filter((rule) => EXPIRATIONS.some((name) => blocksAt(rule, name).length > 0))
      .map((rule) =>
        JSON.stringify(["filter", "prefix", ...EXPIRATIONS].map((name) => valueAt(rule, name) ?? null)),
      );
  const known = expiring(before);
  return type === "aws_s3_bucket_lifecycle_configuration" &&
    expiring(after).some((rule) => !known.includes(rule))
    ? [plain("objects expire by another rule than before")]
    : [];
}
