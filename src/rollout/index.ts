export type { RegionState, RegionStatus, RolloutEvent } from "./event";
export type * from "./ports";
export { linesOf } from "./progress";
export { rollOut } from "./roll-out";
export { readRecord, recordText } from "./rollback-record";
export * from "./stated-rollout";
export { servedIn, statusOf } from "./status";
export { orderRegions } from "./waves";
