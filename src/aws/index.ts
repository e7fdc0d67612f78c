export { type AliasService, aliasZoneId, isAliasZoneId } from "./alias-zone-ids";
export { CHECKER_RANGES, CHECKER_REGIONS, type CheckerRange, checkerAddress } from "./health-checkers";
export { importFaults } from "./import-faults";
export { longestQueries } from "./longest-queries";
