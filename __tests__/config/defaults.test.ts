import { loadConfiguration } from "../../src/config";
import type { GlobalApiProps } from "../../src/constructs";
import { resolve } from "../../src/constructs/global-api-settings";
import { currencyExchange } from "../../src/currency-exchange";

test("the library has the defaults of the configuration", () => {
  const { hostedZone: _, canary: __, ...configuration } = loadConfiguration({}, currencyExchange);
  const required: GlobalApiProps = {
    regions: configuration.regions.map(({ name }) => name),
    domainName: configuration.domainName,
    hostedZone: { create: "example.com" },
    document: {},
    homeRegion: configuration.table.home,
  };
  expect(resolve(configuration.name, required)).toEqual(
    resolve("api", {
      ...required,
      ...configuration,
      deletionProtection: configuration.table.deletionProtection,
      alarms: { emails: configuration.alarmEmails },
      clientKeys: configuration.clients,
    }),
  );
});
