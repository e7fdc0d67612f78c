export { nameOf, type RegionState, type RegionStatus, type RolloutEvent, type Versions } from "./event";
export type { Finding, Verdict } from "./measure";
export type {
  ApiStage,
  Before,
  Count,
  FailedRequest,
  Ports,
  Responses,
  Rollback,
  Serving,
  Shift,
  Span,
  Target,
} from "./ports";
export { linesOf } from "./progress";
export { type RollOutProps, type RolloutEnd, rollOut, type Wave } from "./roll-out";
export { readRecord, recordText } from "./rollback-record";
export {
  type AliasedFunction,
  type MetricSource,
  RolloutError,
  type RolloutRegion,
  readRollout,
  type StatedRollout,
} from "./stated-rollout";
export { orderRegions } from "./waves";
