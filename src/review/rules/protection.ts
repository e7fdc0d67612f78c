import type { Json } from "../../terraform";
import { type Change, remains } from "../change";
import type { Hit, Rule } from "../finding";
import { say } from "../text";
import { blocksAt, numberAt, valueAt } from "../values";

interface Guard {
  readonly path: string;
  /** Of the value there: it protects. */
  readonly protects: (value: Json | undefined) => boolean;
}

const isTrue = (value: Json | undefined) => value === true || value === "true";
const isNotTrue = (value: Json | undefined) => !isTrue(value);

const GUARDS: readonly Guard[] = [
  ...[
    "deletion_protection_enabled",
    "deletion_protection",
    "enable_deletion_protection",
    "disable_api_termination",
    "point_in_time_recovery",
    "point_in_time_recovery[0].enabled",
    "storage_encrypted",
    "multi_az",
  ].map((path) => ({ path, protects: isTrue })),
  ...["force_destroy", "skip_final_snapshot", "delete_automated_backups"].map((path) => ({
    path,
    protects: isNotTrue,
  })),
  { path: "versioning_configuration[0].status", protects: (value) => value === "Enabled" },
  { path: "backup_retention_period", protects: (value) => typeof value === "number" && value > 0 },
];

/** What keeps data from being lost is switched off. */
export const PROTECTION_OFF: Rule = {
  id: "protection-off",
  severity: "person",
  why: "The next plan that destroys it will succeed, or what is lost can't be restored.",
  advice: "Switch it off only in the change right before the one that needs it, and on again after.",
  find: ({ changes }) => changes.filter(remains).flatMap(lost),
};

function lost({ address, type, before, after, afterUnknown }: Change): readonly Hit[] {
  const hits = GUARDS.filter(
    ({ path, protects }) =>
      valueAt(before, path) !== undefined &&
      valueAt(afterUnknown, path) !== true &&
      protects(valueAt(before, path)) &&
      !protects(valueAt(after, path)),
  ).map(({ path }) => ({
    what: say`${address}: ${path} goes from ${String(valueAt(before, path))} to ${String(valueAt(after, path) ?? "nothing")}.`,
    addresses: [address],
  }));
  // Inline replicas have their own.
  const replicas = type === "aws_dynamodb_table" ? inlineReplicas(before, after) : [];
  return [
    ...hits,
    ...replicas.map((region) => ({
      what: say`${address}: the replica in ${region} loses its point-in-time recovery or goes.`,
      addresses: [address],
    })),
    ...shorter(
      address,
      before,
      after,
      "recovery_period_in_days",
      "point_in_time_recovery[0].recovery_period_in_days",
    ),
    ...shorter(address, before, after, "backup_retention_period", "backup_retention_period"),
  ];
}

function inlineReplicas(before: Json, after: Json): readonly string[] {
  const recovering = (json: Json) =>
    blocksAt(json, "replica")
      .filter((replica) => isTrue(valueAt(replica, "point_in_time_recovery")))
      .map((replica) => String(valueAt(replica, "region_name")));
  const kept = recovering(after);
  return recovering(before).filter((region) => !kept.includes(region));
}

function shorter(address: string, before: Json, after: Json, name: string, path: string): readonly Hit[] {
  const [was, will] = [numberAt(before, path), numberAt(after, path)];
  return was !== undefined && will !== undefined && will < was && will > 0
    ? [{ what: say`${address}: ${name} goes from ${was} to ${will} days.`, addresses: [address] }]
    : [];
}
