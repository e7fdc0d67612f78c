import type { Construct } from "constructs";
import { reject } from "./invalid-input";

/** Ids of parts that `answerWith` creates, or that exist only in some configurations. */
export const RESERVED_IDS: readonly string[] = [
  ...["zone", "routing", "outages", "dashboards", "validation_shared"],
  ...["url", "pinned_urls", "health_check_ids", "failover", "failover_seconds", "name_servers"],
  ...["rollout", "published_versions"],
  ...["key", "alarm_topic", "alarms", "gateway", "clients", "canary_key"],
  ...["web_acl", "markers", "shared", "pinned", "tracing", "queries"],
];

/**
 * Ids become part of names and resource addresses, so they must be unique.
 *
 * @throws InvalidInput if the id is invalid, reserved, or in use in one of the scopes
 */
export function requireFreeId(
  place: string,
  id: string,
  scopes: readonly (Construct | undefined)[],
  reserved: readonly string[] = [],
): void {
  if (!/^[a-z][a-z0-9_-]{0,29}$/.test(id)) {
    reject(place, "an id must be 1 to 30 lowercase letters, digits, - and _");
  }
  if (reserved.includes(id) || scopes.some((scope) => scope?.node.tryFindChild(id) !== undefined)) {
    reject(place, "the id is already in use");
  }
}
