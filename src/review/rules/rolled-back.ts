import { type Rollback, readRecord } from "../../rollout";
import type { Json } from "../../terraform";
import { aliasesBehind } from "../aliases-behind";
import type { Change } from "../change";
import type { Finder, Hit } from "../rule";
import { plain, text } from "../text";
import { textAt, valueAt } from "../values";

/** The attribute that has the version, by type. */
const VERSIONED: Readonly<Record<string, string>> = {
  aws_api_gateway_stage: "deployment_id",
  aws_lambda_alias: "function_version",
};

/**
 * Rollbacks that still hold: those that aliases and stages record in their descriptions, and those of CodeDeploy without
 * a record. If CodeDeploy was not queried, only the versions show that something is missing.
 */
export const ROLLED_BACK: Readonly<Record<string, Finder>> = {
  "rolled-back": ({ plan, changes, rollbacks }) => {
    const found = changes.flatMap((change) => {
      const record = rollbacks.get(change.address) ?? recordOf(change.type, change.before);
      return record === undefined || change.after === null ? [] : [{ change, record }];
    });
    const behind = aliasesBehind(plan, changes).filter(
      ({ address, published }) =>
        !found.some(({ change, record }) => change.address === address && record.from === published),
    );
    return [
      ...found.map(({ change, record }) => hitOf(change, record)),
      ...behind.map(({ address, serving, published }) => ({
        what: text`${address} serves version ${serving}, although version ${published} was published last.`,
        why: plain("The shift of its requests was not started, has not ended, or was rolled back."),
        advice: plain("Run npm run apply, which starts missing shifts."),
        severity: "note" as const,
        addresses: [address],
      })),
    ];
  },
};

/** Returns the record of a rollback that still holds. */
export function recordOf(type: string, values: Json): Rollback | undefined {
  const version = textAt(values, VERSIONED[type] ?? "");
  return version === undefined ? undefined : readRecord(textAt(values, "description"), version);
}

function hitOf({ type, address, after, afterUnknown }: Change, { from, to, at, why }: Rollback): Hit {
  const attribute = VERSIONED[type] ?? "";
  const isNew = valueAt(afterUnknown, attribute) === true;
  const next = isNew ? undefined : textAt(after, attribute);
  const cause = why === undefined ? [] : text` (${why})`;
  const told = text`${address} was rolled back from version ${from} to ${to} at ${at}${cause}`;
  if (next === from) {
    return { what: text`${told}, and gets version ${from} again.`, addresses: [address] };
  }
  return {
    what: next === to ? text`${told}, and stays there.` : text`${told}, and gets another version.`,
    why: plain("The version that was rolled back gets no requests."),
    advice: plain("Make sure that the next version repairs it."),
    severity: "note",
    addresses: [address],
  };
}
