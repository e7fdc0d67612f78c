export { type Configuration, ConfigurationError, loadConfiguration, type RegionConfiguration } from "./load";
export { contextKey, readContext, settingsIn } from "./project";
export type { RegionName } from "./regions";
export { longestGapSeconds } from "./schedule-gap";
