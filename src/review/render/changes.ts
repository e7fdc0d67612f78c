import { isList, type Json } from "../../terraform";
import { type Change, onlyTags } from "../change";
import { type Difference, differencesText, UNKNOWN_VALUE } from "../difference";
import { UNKNOWN } from "../region";
import type { Row } from "../row";
import { because } from "../rules/wording";
import { joined, list, plain, say, type Text } from "../text";
import { valueAt } from "../values";
import { type Section, tableSection } from "./document";

/** Every change: the same one in several regions is one row. */
export function changeSection(rows: readonly Row[]): readonly Section[] {
  return tableSection(
    `Every change (${rows.length} ${rows.length === 1 ? "row" : "rows"})`,
    ["", "Resource", "Regions", "What"],
    rows.map(({ changes, pattern, regions }) => [
      plain(sign(changes[0])),
      changes.length === 1 ? say`${pattern}` : say`${pattern} (${changes.length})`,
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
    ...(moved && previousAddress !== undefined ? [say`from ${previousAddress}`] : []),
    ...(deposed === undefined ? [] : [plain("the leftover of an earlier replacement")]),
    ...(kind === "replace" || kind === "destroy" ? [why(change)] : []),
    ...(kind === "change" ? [onlyTags(change) ? tags(differences) : differencesText(differences)] : []),
    ...(kind === "add" ? [deciding(changes)] : []),
    ...(kind === "replace" && change.createsFirst ? [plain("the new one first")] : []),
    ...(kind === "forget" ? [plain("stays in AWS")] : []),
  ].filter((part) => part.length > 0);
  const nothing = kind === "change" ? "only what is marked as sensitive" : imported ? "already in AWS" : "—";
  return parts.length === 0 ? plain(nothing) : joined(parts, "; ");
}

/** What says most of a new resource. */
const DECIDING = [
  ...["name", "function_name", "bucket", "identifier", "domain_name", "alarm_name", "type", "records", "ttl"],
  ...["engine", "engine_version", "instance_class", "instance_type", "node_type", "runtime", "memory_size"],
  ...["billing_mode", "hash_key", "publicly_accessible", "acl", "authorization_type", "principal", "action"],
  ...["policy_arn", "role", "user", "groups", "cidr_block", "cidr_blocks", "cidr_ipv4", "cidr_ipv6"],
  ...[
    "protocol",
    "from_port",
    "to_port",
    "schedule_expression",
    "metric_name",
    "threshold",
    "retention_in_days",
  ],
];
const MOST_DECIDING = 4;

/** The deciding attributes that every resource of a row has alike. */
function deciding(changes: Row["changes"]): Text {
  const told = DECIDING.flatMap((path) => {
    const [value, ...others] = new Set(changes.map(({ after }) => valueText(valueAt(after, path))));
    return value === undefined || others.length > 0
      ? []
      : [say`${path}: ${[{ name: value, longest: LONGEST }]}`];
  });
  return joined(told.slice(0, MOST_DECIDING));
}

const LONGEST = 60;

function valueText(value: Json | undefined): string | undefined {
  const values = isList(value) ? value : [value];
  const isSimple = values.every((one) => ["string", "number", "boolean"].includes(typeof one) && one !== "");
  return isSimple && values.length > 0 ? values.join(", ") : undefined;
}

/** What forces a replacement, with its values if they are known. */
function why(change: Change): Text {
  const forced = new Set(change.replacePaths.map(([attribute]) => String(attribute)));
  const differences = change.differences.filter(({ path }) => forced.has(path.split(/[.[]/)[0] ?? ""));
  return differences.length > 0 && differences.every(({ after }) => after !== UNKNOWN_VALUE)
    ? say`because ${differencesText(differences)}`
    : because(change);
}

/** Tags of the provider stand in `tags_all`, too. */
function tags(differences: readonly Difference[]): Text {
  const own = differences.filter(({ path }) => path.startsWith("tags."));
  return say`tags only: ${differencesText(own.length === 0 ? differences : own)}`;
}
