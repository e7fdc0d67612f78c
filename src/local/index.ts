export { LocalRegions, type LocalRegionsProps } from "./local-regions";
export { readStack, type Stack } from "./stack/stack";
export { type Sample, SteadyLoad } from "./steady-load";
