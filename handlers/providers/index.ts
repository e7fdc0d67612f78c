import { EuropeanCentralBank } from "./ecb";
import { Frankfurter } from "./frankfurter";
import { OpenExchangeRates } from "./open-exchange-rates";
import type { RateProvider } from "./provider";

export { AllProvidersFailed, type ChainResult, ProviderChain } from "./chain";
export { ProviderFailure, type RateProvider } from "./provider";

export interface ProvidersProps {
  /** In the order in which they are asked: `frankfurter`, `ecb`. */
  readonly names: readonly string[];
  readonly frankfurterUrl: string;
  readonly ecbUrl: string;
  readonly openExchangeRatesUrl: string;
  /** Undefined: Open Exchange Rates is not asked. Otherwise it is asked when all others fail. */
  readonly openExchangeRatesKey: (() => Promise<string>) | undefined;
}

export function providers(props: ProvidersProps): RateProvider[] {
  const named = props.names.map((name) => {
    switch (name) {
      case "frankfurter":
        return new Frankfurter(props.frankfurterUrl);
      case "ecb":
        return new EuropeanCentralBank(props.ecbUrl);
      default:
        throw new Error(`${JSON.stringify(name)} is not a provider of rates: known are frankfurter, ecb`);
    }
  });
  const key = props.openExchangeRatesKey;
  return key === undefined ? named : [...named, new OpenExchangeRates(props.openExchangeRatesUrl, key)];
}
