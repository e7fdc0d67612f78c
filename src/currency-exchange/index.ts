export { CurrencyExchangeStack, type CurrencyExchangeStackProps } from "./currency-exchange-stack";
export { currencyExchange } from "./settings";
