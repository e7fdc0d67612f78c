export { serviceOfZoneId } from "./alias-zone-ids";
export { CHECKER_RANGES, type CheckerRange, checkerAddress } from "./health-checkers";
export { importFaults, METHODS } from "./import-faults";
export { longestQueries } from "./longest-queries";
export { segmentsOf, whyNoGet } from "./openapi-get";
export {
  type Coordinates,
  coordinatesOf,
  distanceKm,
  distanceToRegion,
  isNearBorder,
  isRegion,
} from "./regions";
export { ADDRESS_WINDOW_SECONDS, requestsPerAddress } from "./requests-per-address";
export { RULES, type RuleId } from "./route53-rules";
export { longestGapSeconds, scheduleFault, watchedScheduleFault } from "./schedule-expression";
export {
  CHECKER_REGION_NAMES,
  type CheckerRegionName,
  REGION_NAMES,
  type RegionName,
  whyUnsupported,
} from "./supported-regions";
export {
  hasOwnHealth,
  isGlobal,
  kindOfHost,
  kindOfType,
  nameAttributes,
  portsOf,
  publishedZoneId,
  type TargetKind,
  zoneIdAttribute,
} from "./targets";
export { LONGEST_SHIFT_MINUTES, shiftMinutes, type TrafficShift } from "./traffic-shift";
