import type { Rule } from "../finding";
import { happens, together } from "./wording";

/** Terraform stops to look after something. */
export const FORGOTTEN: Rule = {
  id: "resource-forgotten",
  severity: "person",
  why: "It stays in AWS, costs and answers, and nobody's plan shows it any more.",
  advice: "Say who takes it over, and import it there.",
  find: ({ changes }) =>
    together(changes.filter(({ kind }) => kind === "forget")).map((group) => ({
      what: happens(group),
      addresses: group.map(({ address }) => address),
    })),
};
