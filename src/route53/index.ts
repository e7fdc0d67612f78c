export { distanceToRegion, isNearBorder } from "../aws";
export { type Proof, type ProofId, prove, type RoutingProof } from "./claims";
export { type Continent, PLACES, type Place, placeNamed } from "./client-places";
export {
  type Evacuated,
  type EvacuationMarker,
  evacuationFigures,
  evacuationMarkers,
  markerText,
  readMarker,
} from "./evacuation";
export {
  type Answer,
  type Evaluate,
  evaluator,
  explained,
  type Question,
  RESOURCE_TTL_SECONDS,
} from "./evaluate";
export { healthWithout, observersOf, siteOf } from "./failures";
export { FINDING_KINDS, type Finding, type FindingKind } from "./finding";
export { type Health, type HealthCheck, isMarker, type Observation, type Probe } from "./health";
export { type Reach, reach } from "./reach";
export { readZones, validatesCertificate } from "./read-zones";
export { type Recovery, recoveries } from "./recovery";
export { findings, type Route, type Routes, RoutesError, routesOf } from "./routes";
export type { Client } from "./routing-policies";
export { type Outcome, type Simulation, simulate } from "./simulate";
export { readRules, type StatedRules } from "./stated-rules";
export type { Step } from "./step";
export type { Endpoint, Location, Policy, RoutingRecord, Target, Zone } from "./zone";
