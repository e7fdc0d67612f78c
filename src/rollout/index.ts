export type {
  ApiStage,
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
export {
  type AliasedFunction,
  type MetricSource,
  RolloutError,
  type RolloutRegion,
  readRollout,
  type StatedRollout,
} from "./stated-rollout";
