import { isList, type Json } from "../../terraform";
import { type Change, onlyTags } from "../change";
import type { Row } from "../change-rows";
import { type Difference, differencesText, UNKNOWN_VALUE } from "../difference";
import { UNKNOWN } from "../region";
import { because } from "../rules/wording";
import { joined, list, plain, type Text, text } from "../text";
import { valueAt } from "../values";
import { type Section, tableSection } from "./document";

/** Every change. The same change in several regions is one row. */
export function changeSection(rows: readonly Row[]): readonly Section[] {
  return tableSection(
    `Every change (${rows.length} ${rows.length === 1 ? "row" : "rows"})`,
    ["", "Resource", "Regions", "What"],
    rows.map(({ changes, pattern, regions }) => [
      plain(sign(changes[0])),
      changes.length === 1 ? text`${pattern}` : text`${pattern} (${changes.length})`,
      list(regions.filter((region) => region !== UNKNOWN)),
      what(changes),
    ]),
    { folded: true },
  );
}

const WORD = {
  add: "add",
  change: "change",
  replace: "**replace**",
  destroy: "**destroy**",
  forget: "**forget**",
  none: "",
} as const;

function sign({ kind, moved, imported }: Change): string {
  return [imported ? "import" : "", moved ? "move" : "", WORD[kind]]
    .filter((word) => word !== "")
    .join(" + ");
}

function what(changes: Row["changes"]): Text {
  const [change] = changes;
  const { kind, previousAddress, moved, imported, deposed, differences } = change;
  const parts: readonly Text[] = [
    ...(moved && previousAddress !== undefined ? [text`from ${previousAddress}`] : []),
    ...(deposed === undefined ? [] : [plain("the leftover of an earlier replacement")]),
    ...(kind === "replace" || kind === "destroy" ? [why(change)] : []),
    ...(kind === "change" ? [onlyTags(change) ? tags(differences) : differencesText(differences)] : []),
    ...(kind === "add" ? [summary(changes)] : []),
    ...(kind === "replace" && change.createsFirst ? [plain("the new one is created first")] : []),
    ...(kind === "forget" ? [plain("stays in AWS")] : []),
  ].filter((part) => part.length > 0);
  const nothing = kind === "change" ? "only sensitive values" : imported ? "already in AWS" : "—";
  return parts.length === 0 ? plain(nothing) : joined(parts, "; ");
}

/** The attributes that describe a new resource best. */
const SUMMARY = `name function_name bucket identifier domain_name alarm_name type records ttl
  engine engine_version instance_class instance_type node_type runtime memory_size billing_mode hash_key
  publicly_accessible acl authorization_type principal action policy_arn role user groups
  cidr_block cidr_blocks cidr_ipv4 cidr_ipv6 protocol from_port to_port
  schedule_expression metric_name threshold retention_in_days`.split(/\s+/);
const MOST_ATTRIBUTES = 4;

/** The attributes that are equal in every resource of the row. */
function summary(changes: Row["changes"]): Text {
  const shown = SUMMARY.flatMap((path) => {
    const [value, ...others] = new Set(changes.map(({ after }) => valueText(valueAt(after, path))));
    return value === undefined || others.length > 0
      ? []
      : [text`${path}: ${[{ name: value, longest: LONGEST }]}`];
  });
  return joined(shown.slice(0, MOST_ATTRIBUTES));
}

const LONGEST = 60;

function valueText(value: Json | undefined): string | undefined {
  const values = isList(value) ? value : [value];
  const isSimple = values.every((one) => ["string", "number", "boolean"].includes(typeof one) && one !== "");
  return isSimple && values.length > 0 ? values.join(", ") : undefined;
}

/** The attribute that forces a replacement, with its values if they are known. */
function why(change: Change): Text {
  const forced = new Set(change.replacePaths.map(([attribute]) => String(attribute)));
  const differences = change.differences.filter(({ path }) => forced.has(path.split(/[.[]/)[0] ?? ""));
  return differences.length > 0 && differences.every(({ after }) => after !== UNKNOWN_VALUE)
    ? text`because ${differencesText(differences)}`
    : because(change);
}

/** `tags_all` repeats the tags, and adds those of the provider. */
function tags(differences: readonly Difference[]): Text {
  const own = differences.filter(({ path }) => path.startsWith("tags."));
  return text`tags only: ${differencesText(own.length === 0 ? differences : own)}`;
}
