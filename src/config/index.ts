export * as fields from "./fields";
export {
  type Configuration,
  ConfigurationError,
  loadConfiguration,
  loadPlatformConfiguration,
  type RegionConfiguration,
  type RuleWords,
  type ServiceSettings,
} from "./load";
export { contextKey, readContext, settingsIn } from "./project";
export { type Reference, referenceTable, type Setting, setting, settingsOf } from "./reference";
export { functionSettings, platformSchema } from "./schema";
