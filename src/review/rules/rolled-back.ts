import { type Rollback, readRecord } from "../../rollout";
import { isObject, type Json } from "../../terraform";
import type { Change } from "../change";
import type { Finder, Hit } from "../rule";
import { plain, text } from "../text";
import { textAt } from "../values";

/** The attribute that has the version, by type. */
const VERSIONED: Readonly<Record<string, string>> = {
  aws_api_gateway_stage: "deployment_id",
  aws_lambda_alias: "function_version",
};

/** Rollbacks that still hold, as aliases and stages record them in their descriptions. */
export const ROLLED_BACK: Readonly<Record<string, Finder>> = {
  "rolled-back": ({ changes }) => changes.flatMap(rollbackOf),
};

/** Returns the record of a rollback that still holds. */
export function recordOf(type: string, values: Json): Rollback | undefined {
  const version = textAt(values, VERSIONED[type] ?? "");
  return version === undefined ? undefined : readRecord(textAt(values, "description"), version);
}

function rollbackOf({ type, address, before, after, afterUnknown }: Change): readonly Hit[] {
  const record = recordOf(type, before);
  if (record === undefined || after === null) {
    return [];
  }
  const attribute = VERSIONED[type] ?? "";
  const { from, to, at } = record;
  const isNew = isObject(afterUnknown) && afterUnknown[attribute] === true;
  const next = isNew ? undefined : textAt(after, attribute);
  const told = text`${address} was rolled back from version ${from} to ${to} at ${at}`;
  if (next === from) {
    return [{ what: text`${told}, and gets version ${from} again.`, addresses: [address] }];
  }
  return [
    {
      what: next === to ? text`${told}, and stays there.` : text`${told}, and gets another version.`,
      why: plain("The version that was rolled back gets no requests."),
      advice: plain("Make sure that the next version repairs it."),
      severity: "note",
      addresses: [address],
    },
  ];
}
