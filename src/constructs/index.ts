export type { RegionName } from "../aws";
export { Alarm, type AlarmProps, type Measure } from "./alarm";
export { AlarmTopic, type ITopic } from "./alarm-topic";
export { type AlarmWindow, windowOfRuns } from "./alarm-window";
export type { ApiRegion } from "./api-region";
export { CANARY_ENVIRONMENT, type CanaryProps } from "./canary";
export type { ClientSettings } from "./client-keys";
export {
  type AlarmLike,
  allOf,
  anyOf,
  CompositeAlarm,
  inAlarm,
  notInAlarm,
  type Rule,
} from "./composite-alarm";
export type { Formula, Line } from "./dashboard-body";
export { line } from "./dashboard-lines";
export type { Dashboards, ServiceGraph } from "./dashboards";
export { forgetLogRole } from "./forgotten-log-role";
export { GlobalApi } from "./global-api";
export type {
  AlarmOptions,
  AnswerProps,
  GlobalApiProps,
  GlobalScheduleProps,
  RegionProps,
  RolloutOptions,
} from "./global-api-props";
export { GlobalApiStack, type GlobalApiStackProps } from "./global-api-stack";
export type {
  FunctionCode,
  FunctionOptions,
  GlobalFunction,
  GlobalFunctionProps,
} from "./global-function";
export { GlobalTable, type GlobalTableProps, type ITableReplica } from "./global-table";
export { suppress } from "./guard-rails";
export type { HealthCheckSettings } from "./health-check";
export { HostedZone, type HostedZoneInput, type IHostedZone } from "./hosted-zone";
export { InvalidInput } from "./invalid-input";
export type { LambdaFunction } from "./lambda-function";
export type { Metric } from "./metrics";
export type { Objectives } from "./objectives";
export type { Statement } from "./policy-document";
export type { Notification, RegionAlarms } from "./region-alarms";
export type { RegionalApi, StageCache, Throttling } from "./regional-api";
export { HomeTable, type KeyAttribute, TableReplica } from "./regional-table";
export type { Routing } from "./routing";
export type { SavedQuery } from "./saved-queries";
export type { Schedule } from "./schedule";
export type { StateBackend } from "./state-backend";
export type { WebAclSettings } from "./web-acl";
