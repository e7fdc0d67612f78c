import type { Rule } from "../finding";
import { plain } from "../text";
import { happens, together } from "./wording";

/** @param safer - what is left to say if the new one is made first */
function replaced(
  rule: Omit<Rule, "find" | "severity">,
  types: RegExp,
  safer?: { readonly why: string; readonly advice: string },
): Rule {
  return {
    ...rule,
    severity: "person",
    find: ({ changes }) =>
      together(changes.filter(({ type, kind }) => types.test(type) && kind === "replace")).map((group) => ({
        what: happens(group),
        addresses: group.map(({ address }) => address),
        ...(safer !== undefined && group[0].createsFirst
          ? { why: plain(safer.why), advice: plain(safer.advice) }
          : {}),
      })),
  };
}

/** What stays in name and is another thing afterwards. */
export const REPLACED: readonly Rule[] = [
  replaced(
    {
      id: "record-replaced",
      why: "Between the old record and the new one the name has no answer, or a wrong one, and resolvers cache that.",
      advice: "Change the record in place; if its name or its policy must differ, add the new one first.",
    },
    /^aws_route53_record$/,
  ),
  replaced(
    {
      id: "health-check-replaced",
      why: "A record whose check is gone is undefined, and a new check says healthy before it has looked.",
      advice: "Make the new check first (create_before_destroy), and do it while every region is well.",
    },
    /^aws_route53_health_check$/,
    {
      why: "A new check says healthy before it has looked: a failure in its first minute goes unnoticed.",
      advice: "Apply it while every region is well.",
    },
  ),
  replaced(
    {
      id: "rest-api-replaced",
      why: "Its id changes, and with it its default address, its ARN and its log groups; until its mapping is made again, its domain answers 403.",
      advice: "Change the API in place: a new deployment is enough for a new document.",
    },
    /^aws_(api_gateway_rest_api|apigatewayv2_api|appsync_graphql_api)$/,
  ),
];
