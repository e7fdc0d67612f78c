export type { RegionState, RegionStatus, RolloutEvent } from "./event";
export type {
  ActiveAlarm,
  ApiStage,
  Before,
  Count,
  FailedRequest,
  FunctionTarget,
  Ports,
  Responses,
  Rollback,
  Serving,
  Shift,
  Span,
  Target,
} from "./ports";
export { linesOf } from "./progress";
export { rollOut } from "./roll-out";
export { readRecord, recordText } from "./rollback-record";
export {
  type AliasedFunction,
  type MetricSource,
  RolloutError,
  type RolloutRegion,
  readRollout,
  type StatedRollout,
} from "./stated-rollout";
export { servedIn, statusOf } from "./status";
export { orderRegions } from "./waves";
