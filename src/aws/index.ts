export { isAliasZoneId } from "./alias-zone-ids";
export { CHECKER_RANGES, CHECKER_REGIONS, type CheckerRange, checkerAddress } from "./health-checkers";
export { importFaults } from "./import-faults";
export { longestQueries } from "./longest-queries";
export { type Coordinates, isRegion, REGION_COORDINATES } from "./regions";
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
