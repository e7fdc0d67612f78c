import type { Change } from "../change";
import { differenceText } from "../difference";
import { grouped, type Rule, type Subject } from "../finding";
import { textAt } from "../values";
import { judgementsOf } from "./judged";
import { happens, together } from "./wording";

/** Terraform no longer manages a resource. */
export const FORGOTTEN: Rule = {
  id: "resource-forgotten",
  severity: "person",
  why: "It stays in AWS, still costs and still answers, and no plan shows it any more.",
  advice: "Say which project takes it over, and import it there.",
  find: ({ changes }) =>
    together(changes.filter(({ kind }) => kind === "forget")).map((group) => ({
      what: happens(group),
      addresses: group.map(({ address }) => address),
    })),
};

/** What becomes of their names is a finding of the routing. */
const ADDRESSES = new Set<string | undefined>(["A", "AAAA"]);

/** What is told of these is about the plan as a whole, and judges no single change. */
const BROAD = new Set(["all-regions-at-once", "region-differs", "drift"]);

/** These tell that a replacement takes something away. */
const GONE = /(destroyed|replaced|leaves|leaving)$/;

/** Resources that one of the rules has a finding about. */
function told(rules: readonly Rule[], subject: Subject): ReadonlySet<string> {
  return new Set(
    rules
      .filter(({ id }) => !BROAD.has(id))
      .flatMap((rule) => rule.find(subject))
      .flatMap(({ addresses }) => addresses),
  );
}

/** What a resource that is replaced leaves behind is used by nothing new, and what used it keeps its copy. */
const VERSION =
  /^(aws_(ecs_task_definition|lambda_layer_version|batch_job_definition)|terraform_data|null_resource)$/;
/** The same if the new one is made first. */
const VERSION_FIRST =
  /^aws_(api_gateway_deployment|apigatewayv2_deployment|acm_certificate|launch_configuration|sagemaker_(endpoint_configuration|model)|elastic_beanstalk_application_version|imagebuilder_(component|image_recipe|container_recipe)|apprunner_auto_scaling_configuration_version)$/;
const NOTHING_IN_AWS = /^(aws_acm_certificate_validation|terraform_data|null_resource)$/;

/** A new version takes the place of an old one, or nothing in AWS goes. */
export function isNewVersion({ type, kind, createsFirst, deposed, runsScripts }: Change): boolean {
  if (runsScripts || deposed !== undefined) {
    return false;
  }
  return (
    NOTHING_IN_AWS.test(type) ||
    (kind === "replace" && (VERSION.test(type) || (createsFirst && VERSION_FIRST.test(type))))
  );
}

/** Everything else that is destroyed or replaced. */
export function resourceDestroyed(rules: readonly Rule[]): Rule {
  return {
    id: "resource-destroyed",
    severity: "person",
    why: "It is gone, with what it held or did. A replacement is another resource: its id, its address and its contents are new.",
    advice: "Confirm that each is meant, and that nothing in this or another project still uses it.",
    find: (subject) => {
      const { changes, fleet } = subject;
      const known = told(rules, subject);
      const replaced = told(
        rules.filter(({ id }) => GONE.test(id)),
        subject,
      );
      const gone = changes.filter(
        (change) =>
          (change.kind === "destroy" || change.kind === "replace") &&
          !fleet.leaving.has(change.about) &&
          !(change.kind === "destroy" ? known : replaced).has(change.address) &&
          !isNewVersion(change) &&
          !(change.type === "aws_route53_record" && ADDRESSES.has(textAt(change.before, "type"))),
      );
      return together(gone).map((group) => ({
        what: happens(group),
        addresses: group.map(({ address }) => address),
      }));
    },
  };
}

/** Changes that nothing here knows. */
export function unjudged(rules: readonly Rule[]): Rule {
  return {
    id: "unjudged",
    severity: "person",
    why: "No rule knows what these attributes do: the change may be harmless or not.",
    advice:
      "Read them in the provider's documentation. To let such changes pass, set this rule to note, for all or for some addresses.",
    find: (subject) => {
      const known = told(rules, subject);
      return grouped(
        subject.changes.filter(({ kind, address }) => kind === "change" && !known.has(address)),
        (change) =>
          judgementsOf(change, subject)
            .filter(({ verdict }) => verdict === "unjudged")
            .map(({ difference }) => differenceText(difference)),
      );
    },
  };
}
