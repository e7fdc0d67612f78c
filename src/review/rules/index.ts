import type { Rule } from "../finding";
import { ALARM_SILENCED } from "./alarms";
import { API_BREAKING, API_UNKNOWN } from "./api";
import { DESTROYED } from "./destroyed";
import { DRIFT } from "./drift";
import { DATA_EXPIRES } from "./expiry";
import { FORGOTTEN, RESOURCE_DESTROYED } from "./gone";
import { HEALTH_CHECK_CHANGED } from "./health-check";
import { PLAN_ERRORED, PLAN_INCOMPLETE } from "./plan";
import { POLICY_ATTACHED, POLICY_OPEN, POLICY_UNKNOWN, POLICY_WIDENED } from "./policies";
import { PROTECTION_OFF } from "./protection";
import { PROVIDER_MOVED } from "./provider-moved";
import {
  ALL_REGIONS_AT_ONCE,
  ALL_REGIONS_REPLACED,
  REGION_DIFFERS,
  REGION_JOINING,
  REGION_LEAVING,
  REGION_NOT_DRAINED,
} from "./regions";
import { REPLACED } from "./replaced";
import {
  FAILOVER_SLOWER,
  NAME_GONE,
  NO_HEALTHY_ANSWER,
  NO_STAND_IN,
  PINNED_NAME_GONE,
  ROUTING_CHANGED,
  ROUTING_UNTRIED,
  ZONE_WRONG,
} from "./routing";
import { ROUTING_UNKNOWN } from "./routing-unknown";
import { SECURITY_WEAKENED } from "./security";
import { SWITCHED_OFF } from "./switched-off";

/** Every rule, in the order in which equally severe findings are shown. */
export const RULES: readonly Rule[] = [
  PLAN_ERRORED,
  NO_HEALTHY_ANSWER,
  NAME_GONE,
  ...DESTROYED,
  PROVIDER_MOVED,
  ALL_REGIONS_REPLACED,
  REGION_NOT_DRAINED,
  POLICY_OPEN,
  PLAN_INCOMPLETE,
  REGION_LEAVING,
  PROTECTION_OFF,
  DATA_EXPIRES,
  SWITCHED_OFF,
  HEALTH_CHECK_CHANGED,
  ...REPLACED,
  NO_STAND_IN,
  ROUTING_CHANGED,
  FAILOVER_SLOWER,
  ROUTING_UNKNOWN,
  ROUTING_UNTRIED,
  ZONE_WRONG,
  PINNED_NAME_GONE,
  REGION_DIFFERS,
  DRIFT,
  POLICY_WIDENED,
  POLICY_ATTACHED,
  POLICY_UNKNOWN,
  SECURITY_WEAKENED,
  ALARM_SILENCED,
  FORGOTTEN,
  RESOURCE_DESTROYED,
  API_BREAKING,
  API_UNKNOWN,
  ALL_REGIONS_AT_ONCE,
  REGION_JOINING,
];
