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
 * Returns the providers with the given names, at the URLs in the environment.
 *
 * @throws Error if there is no provider with a name
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
        throw new Error(`${JSON.stringify(name)} is not a rate provider (frankfurter, ecb)`);
    }
  });
}

/**
 * Returns the provider of live rates with the given name.
 *
 * @throws Error if there is no such provider
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
        `${JSON.stringify(name)} is not a provider of live rates (open-exchange-rates, currencylayer)`,
      );
  }
}
