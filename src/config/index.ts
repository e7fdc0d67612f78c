export { type Configuration, ConfigurationError, loadConfiguration, type RegionConfiguration } from "./load";
export type { RegionName } from "./regions";
