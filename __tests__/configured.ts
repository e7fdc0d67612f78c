import { loadConfiguration } from "../src/config";
import { currencyExchange } from "../src/currency-exchange";

/** Validates settings of `cdktf.json` for the currency exchange. */
export function configured(settings: unknown, contextKey?: string) {
  return loadConfiguration(settings, currencyExchange, contextKey);
}
