import type { Action, OutputChange, Plan, ResourceChange } from "../../terraform";
import type { Change } from "../change";
import { differencesOf, differencesText } from "../difference";
import { about, type Finder, type Hit, unaddressed } from "../rule";
import { counted, joined, list, plain, type Text, text } from "../text";
import { unchangeable, withoutOf } from "../without";
import { recordOf } from "./rolled-back";

/** The state of the plan itself, its outputs and actions, and changes outside of Terraform. */
export const PLAN_STATUS: Readonly<Record<string, Finder>> = {
  "plan-errored": ({ plan }) => (plan.errored ? [unaddressed(plain("The plan ended in an error."))] : []),
  "plan-incomplete": ({ plan }) => {
    const { errored, complete, deferred } = plan;
    const later = deferred.length === 0 ? [] : text`; deferred: ${list(deferred)}`;
    return errored || withoutOf(plan) !== undefined || (complete && deferred.length === 0)
      ? []
      : [unaddressed(text`The plan does not contain every change${later}.`)];
  },
  "region-left-out": ({ plan }) => {
    const without = withoutOf(plan);
    if (without === undefined) {
      return [];
    }
    const { region, waiting } = without;
    const { own, global } = unchangeable(plan, region);
    const globals = global === 0 ? [] : text` and the ${counted(global, "resource")} of global services`;
    const wait = text`${counted(waiting.length, "change")} ${plain(waiting.length === 1 ? "waits" : "wait")}`;
    return [
      unaddressed(
        text`The plan leaves ${region} out: its ${counted(own, "resource")}${globals} stay unchanged. ${wait} for it.`,
      ),
    ];
  },
  // Terraform only warns of a failing `check` block, and applies.
  "check-failed": ({ plan }) =>
    plan.failedChecks.map(({ address, messages }) => {
      const reasons = joined(
        messages.map((one) => text`${one}`),
        "; ",
      );
      return unaddressed(text`${address} fails${reasons.length === 0 ? [] : text`: ${reasons}`}.`);
    }),
  "action-invoked": ({ plan: { invocations } }) =>
    about(invocations, () => text`The apply invokes ${list(invocations)}.`, invocations),
  "output-changed": ({ plan, changes }) => {
    // Nothing reads the outputs of a new stack yet.
    const isNew = changes.length > 0 && changes.every(({ kind }) => kind === "add");
    const hit = (wanted: (output: OutputChange) => boolean, one: string, many: string): readonly Hit[] => {
      const names = isNew ? [] : plan.outputs.filter(wanted).map(({ name }) => name);
      return about(names, () => text`${list(names)} ${plain(names.length === 1 ? one : many)}.`);
    };
    const does = (action: Action) => (output: OutputChange) =>
      output.actions.join() === action && !output.unhidden;
    return [
      ...hit(does("update"), "changes", "change"),
      ...hit(does("delete"), "is removed", "are removed"),
      ...hit(
        ({ unhidden }) => unhidden,
        "is no longer sensitive and is printed in clear text",
        "are no longer sensitive and are printed in clear text",
      ).map((one) => ({ ...one, ...UNHIDDEN })),
    ];
  },
  drift: ({ plan, changes }) => {
    const byAddress = new Map(changes.map((change) => [change.address, change]));
    return plan.drift
      .filter(({ mode }) => mode === "managed")
      .flatMap((drift) => {
        const what = drifted(drift, plan, byAddress.get(drift.address));
        return what === undefined ? [] : [{ what, addresses: [drift.address] }];
      });
  },
};

const UNHIDDEN = {
  severity: "person",
  why: plain(
    "Anyone who can read the plan or the log of the apply, or run `terraform output`, sees the value.",
  ),
  advice: plain("Keep the output sensitive, or confirm that its value is no secret."),
} as const;

/** A shift of requests changes an alias that Terraform leaves alone, and a rollback is a finding of its own. */
function isShift(drift: ResourceChange, path: string, change: Change | undefined): boolean {
  return (
    recordOf(drift.type, drift.after) !== undefined ||
    (drift.type === "aws_lambda_alias" &&
      change?.kind === "none" &&
      /^(function_version|routing_config|description)\b/.test(path))
  );
}

function drifted(drift: ResourceChange, plan: Plan, change: Change | undefined): Text | undefined {
  if (drift.actions.includes("delete")) {
    const again = change?.kind === "add" ? plain("; this plan creates it again") : [];
    return text`${drift.address} was deleted outside of Terraform${again}.`;
  }
  // AWS or another resource sets attributes that the configuration does not assign.
  const assigned = plan.after.resources.get(drift.address)?.assigned;
  const differences = differencesOf(drift).filter(
    ({ path }) => (assigned?.has(path.split(/[.[]/)[0] ?? "") ?? true) && !isShift(drift, path, change),
  );
  if (differences.length === 0) {
    return undefined;
  }
  const paths = new Set(change?.differences.map(({ path }) => path));
  const back = differences.every(({ path }) => paths.has(path));
  return text`${drift.address} was changed outside of Terraform: ${differencesText(differences)}${plain(back ? "; this plan reverts it" : "")}.`;
}
