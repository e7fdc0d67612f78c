import { about, type Finder } from "../rule";
import { list, plain, text } from "../text";

/** API changes that clients notice. */
export const API: Readonly<Record<string, Finder>> = {
  "api-breaking": ({ apis }) =>
    apis.flatMap(({ changes, differences }) =>
      about(
        (differences ?? []).filter((difference) => difference.breaking),
        (breaking) =>
          text`${breaking.length} ${plain(breaking.length === 1 ? "change breaks" : "changes break")} clients of ${list([...new Set(breaking.map(({ operation }) => operation))])}.`,
        changes.map(({ address }) => address),
      ),
    ),
  "api-unknown": ({ apis }) => {
    const addresses = apis
      .filter(({ differences }) => differences === undefined)
      .flatMap(({ changes }) => changes.map(({ address }) => address));
    return about(
      addresses,
      () => text`The API document of ${list(addresses)} cannot be compared.`,
      addresses,
    );
  },
};
