import { optional } from "../../environment";
import { RatesEnvironment } from "../environment";
import { Currencylayer } from "./currencylayer";
import { EuropeanCentralBank } from "./ecb";
import { Frankfurter } from "./frankfurter";
import { OpenExchangeRates } from "./open-exchange-rates";
import type { RateProvider } from "./provider";

export { AllProvidersFailed, type ChainResult, type Judgment, ProviderChain } from "./chain";
export { ProviderFailure, type RateProvider } from "./provider";

/**
 * The providers of some names, at the addresses of the environment.
 *
 * @throws Error where a name is not of a provider
 */
export function providers(names: readonly string[]): RateProvider[] {
  return names.map((name) => {
    switch (name) {
      case "frankfurter":
        return new Frankfurter(optional(RatesEnvironment.frankfurterUrl, "https://api.frankfurter.dev/v1"));
      case "ecb":
        return new EuropeanCentralBank(
          optional(RatesEnvironment.ecbUrl, "https://www.ecb.europa.eu/stats/eurofxref"),
        );
      default:
        throw new Error(`${JSON.stringify(name)} is not a provider of rates: there are frankfurter and ecb`);
    }
  });
}

/**
 * The provider of live rates of a name.
 *
 * @throws Error where the name is not of one
 */
export function liveProvider(name: string, key: () => Promise<string>, every: number): RateProvider {
  switch (name) {
    case "open-exchange-rates": {
      const baseUrl = optional(RatesEnvironment.openExchangeRatesUrl, "https://openexchangerates.org/api");
      return new OpenExchangeRates({ baseUrl, key, every });
    }
    case "currencylayer": {
      const baseUrl = optional(RatesEnvironment.currencylayerUrl, "https://api.currencylayer.com");
      return new Currencylayer({ baseUrl, key, every });
    }
    default:
      throw new Error(
        `${JSON.stringify(name)} is not a provider of live rates: there are open-exchange-rates and currencylayer`,
      );
  }
}
