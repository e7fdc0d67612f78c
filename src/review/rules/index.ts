import { once, type Rule } from "../rule";
import { ACCESS } from "./access";
import { API } from "./api";
import { attributeHits } from "./attribute-verdicts";
import { CATALOG } from "./catalog";
import { EXPIRATION } from "./expiration";
import { FIREWALL } from "./firewall";
import { LOSSES } from "./losses";
import { PLAN_STATUS } from "./plan-status";
import { POLICIES } from "./policies";
import { REGIONS } from "./regions";
import { ROLLED_BACK } from "./rolled-back";
import { ROUTING } from "./routing";
import { UNKNOWN_ROUTING } from "./routing-unknown";
import { TRAFFIC } from "./traffic";
import { UNREPORTED } from "./unreported";

const FINDERS = [
  LOSSES,
  ACCESS,
  API,
  EXPIRATION,
  FIREWALL,
  PLAN_STATUS,
  POLICIES,
  REGIONS,
  ROLLED_BACK,
  ROUTING,
  TRAFFIC,
  UNKNOWN_ROUTING,
];

const SPECIFIC = CATALOG.filter(({ id }) => !Object.hasOwn(UNREPORTED, id)).map((rule): Rule => {
  const finders = [attributeHits(rule.id), ...FINDERS.map((finds) => finds[rule.id])];
  return { ...rule, find: once((subject) => finders.flatMap((find) => find?.(subject) ?? [])) };
});

const GENERAL = CATALOG.flatMap((rule): readonly Rule[] => {
  const find = UNREPORTED[rule.id]?.(SPECIFIC);
  return find === undefined ? [] : [{ ...rule, find }];
});

/** Every rule, in the order of the catalog. */
export const RULES: readonly Rule[] = [...SPECIFIC, ...GENERAL];
