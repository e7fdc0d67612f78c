export { distanceToRegion, isNearBorder } from "../aws";
export type { ProofId, RoutingProof } from "./claims";
export { PLACES, type Place, placeNamed } from "./client-places";
export {
  type Evacuated,
  type EvacuationMarker,
  evacuationFigures,
  evacuationMarkers,
  markerText,
  readMarker,
} from "./evacuation";
export { type Answer, type Evaluate, evaluator, explained } from "./evaluate";
export { siteOf } from "./failures";
export { FINDING_KINDS, type Finding, type FindingKind } from "./finding";
export { type Health, type HealthCheck, isMarker, type Observation, type Probe, type Step } from "./health";
export { type Reach, reach } from "./reach";
export { readZones, validatesCertificate } from "./read-zones";
export { recoveries } from "./recovery";
export { findings, type Route, routesOf } from "./routes";
export { type Outcome, type Simulation, simulate } from "./simulate";
export { readRules } from "./stated-rules";
export { type Endpoint, type Policy, RESOURCE_TTL_SECONDS, type RoutingRecord, type Zone } from "./zone";
