import type { Rule } from "../finding";
import { plain } from "../text";

export const PLAN_ERRORED: Rule = {
  id: "plan-errored",
  severity: "refuse",
  why: "Terraform stopped at an error: what follows is only what it had planned until then.",
  advice: "Read the error in the output of terraform plan, and plan again.",
  find: ({ plan }) => (plan.errored ? [{ what: plain("The plan ended in an error."), addresses: [] }] : []),
};

export const PLAN_INCOMPLETE: Rule = {
  id: "plan-incomplete",
  severity: "person",
  why: "It was targeted at some resources, or leaves some for later: what is not in it still waits.",
  advice: "Plan again without -target once it is applied.",
  find: ({ plan }) =>
    plan.complete || plan.errored
      ? []
      : [{ what: plain("The plan does not hold everything that differs."), addresses: [] }],
};
