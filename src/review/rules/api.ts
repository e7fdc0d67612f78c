import type { Finder } from "../rule";
import { list, plain, text } from "../text";

/** What clients of an API notice. */
export const API: Readonly<Record<string, Finder>> = {
  "api-breaking": ({ apis }) =>
    apis.flatMap(({ changes, differences }) => {
      const breaking = (differences ?? []).filter((difference) => difference.breaking);
      const endpoints = [...new Set(breaking.map(({ operation }) => operation))];
      const words = breaking.length === 1 ? "change breaks" : "changes break";
      return breaking.length === 0
        ? []
        : [
            {
              what: text`${breaking.length} ${plain(words)} clients of ${list(endpoints)}.`,
              addresses: changes.map(({ address }) => address),
            },
          ];
    }),
  "api-unknown": ({ apis }) => {
    const addresses = apis
      .filter(({ differences }) => differences === undefined)
      .flatMap(({ changes }) => changes.map(({ address }) => address));
    return addresses.length === 0
      ? []
      : [{ what: text`The API document of ${list(addresses)} cannot be compared.`, addresses }];
  },
};
