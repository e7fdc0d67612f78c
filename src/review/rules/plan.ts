import type { Action, OutputChange } from "../../terraform";
import type { Hit, Rule } from "../finding";
import { joined, list, plain, say } from "../text";

export const PLAN_ERRORED: Rule = {
  id: "plan-errored",
  severity: "refuse",
  why: "Terraform stopped at an error: this is only what it had planned until then.",
  advice: "Read the error in the output of terraform plan, and plan again.",
  find: ({ plan }) => (plan.errored ? [{ what: plain("The plan ended in an error."), addresses: [] }] : []),
};

export const PLAN_INCOMPLETE: Rule = {
  id: "plan-incomplete",
  severity: "person",
  why: "It was targeted at some resources, or defers others: what is not in it is still to come.",
  advice: "Plan again without -target once it is applied.",
  find: ({ plan }) =>
    plan.errored || (plan.complete && plan.deferred.length === 0)
      ? []
      : [
          {
            what: say`The plan does not hold everything that differs${plan.deferred.length === 0 ? [] : say`; deferred: ${list(plan.deferred)}`}.`,
            addresses: [],
          },
        ],
};

/** A condition of the configuration does not hold. Terraform warns of a `check` and applies. */
export const CHECK_FAILED: Rule = {
  id: "check-failed",
  severity: "person",
  why: "A condition that this configuration states about itself does not hold, before or after the apply.",
  advice: "Find out why it fails before you apply.",
  find: ({ plan }) =>
    plan.failedChecks.map(({ address, messages }) => ({
      what: say`${address} fails${
        messages.length === 0
          ? []
          : [
              ": ",
              ...joined(
                messages.map((one) => say`${one}`),
                "; ",
              ),
            ]
      }.`,
      addresses: [],
    })),
};

/** Terraform 1.14 calls functions and other services by `action` blocks. */
export const ACTION_INVOKED: Rule = {
  id: "action-invoked",
  severity: "person",
  why: "The apply calls it, whatever it does; no plan shows its effect.",
  advice: "Read the action's configuration, and confirm that it may run now.",
  find: ({ plan }) =>
    plan.invocations.length === 0
      ? []
      : [{ what: say`The apply invokes ${list(plan.invocations)}.`, addresses: plan.invocations }],
};

export const OUTPUT_CHANGED: Rule = {
  id: "output-changed",
  severity: "note",
  why: "Other configurations and scripts may read it.",
  advice: "Look for terraform_remote_state data sources and scripts that use it.",
  find: ({ plan, changes }) => {
    // Outputs of a stack that is new are read by nothing yet.
    const isNew = changes.length > 0 && changes.every(({ kind }) => kind === "add");
    const hit = (wanted: (output: OutputChange) => boolean, one: string, many: string): readonly Hit[] => {
      const names = isNew ? [] : plan.outputs.filter(wanted).map(({ name }) => name);
      const words = names.length === 1 ? one : many;
      return names.length === 0 ? [] : [{ what: say`${list(names)} ${plain(words)}.`, addresses: [] }];
    };
    const does = (action: Action) => (output: OutputChange) =>
      output.actions.join() === action && !output.unhidden;
    return [
      ...hit(does("update"), "changes", "change"),
      ...hit(does("delete"), "is removed", "are removed"),
      ...hit(
        ({ unhidden }) => unhidden,
        "was sensitive, and will be printed in the clear",
        "were sensitive, and will be printed in the clear",
      ).map((one) => ({ ...one, severity: "person" as const })),
    ];
  },
};
