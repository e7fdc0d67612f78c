export { CHECKER_RANGES, type CheckerRange, checkerAddress } from "./health-checkers";
export { importFaults } from "./import-faults";
export { longestQueries } from "./longest-queries";
