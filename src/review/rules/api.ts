import type { Rule } from "../finding";
import { list, plain, say } from "../text";
import { attributeHits } from "./judged";

export const API_BREAKING: Rule = {
  id: "api-breaking",
  severity: "person",
  why: "Clients that work today may fail after it, in every region at once.",
  advice:
    "Add beside the old instead of changing it, and remove when the access logs show that nobody asks for it.",
  find: (subject) => [
    ...attributeHits("api-breaking", subject),
    ...subject.apis.flatMap(({ changes, differences }) => {
      const breaking = (differences ?? []).filter((difference) => difference.breaking);
      const endpoints = [...new Set(breaking.map(({ operation }) => operation))];
      return breaking.length === 0
        ? []
        : [
            {
              what: say`${breaking.length} ${plain(breaking.length === 1 ? "change breaks" : "changes break")} clients of ${list(endpoints)}.`,
              addresses: changes.map(({ address }) => address),
            },
          ];
    }),
  ],
};

export const API_UNKNOWN: Rule = {
  id: "api-unknown",
  severity: "person",
  why: "What clients will notice was not worked out: a document is known only once it is applied, is marked as sensitive, or is no OpenAPI in JSON.",
  advice:
    "Write into the document only what is known before: names and account ids instead of ARNs of what is made with it; and write it in JSON.",
  find: ({ apis }) => {
    const unknown = apis
      .filter(({ differences }) => differences === undefined)
      .flatMap(({ changes }) => changes);
    const addresses = unknown.map(({ address }) => address);
    return unknown.length === 0
      ? []
      : [{ what: say`The API document of ${list(addresses)} can't be compared.`, addresses }];
  },
};
