import type { Change } from "../change";
import { onlyTags, remains } from "../change";
import type { Rule } from "../finding";
import { unevennessOf } from "../fleet";
import { groupBy } from "../group";
import { stagesOf } from "../stages";
import { counted, list, plain, say } from "../text";
import { isNewVersion } from "./gone";

export const REGION_LEAVING: Rule = {
  id: "region-leaving",
  severity: "person",
  why: "Whoever is still sent there is not answered, and it can't stand in for another region any more.",
  advice: "Drain it first (no record leads there), wait until its traffic is gone, then retire it.",
  find: ({ changes, fleet }) =>
    [...fleet.leaving].map((region) => {
      const gone = changes.filter((change) => change.region === region);
      return {
        what: say`Everything in ${region} goes: ${counted(gone.length, "resource")}.`,
        addresses: gone.map(({ address }) => address),
      };
    }),
};

export const REGION_NOT_DRAINED: Rule = {
  id: "region-not-drained",
  severity: "refuse",
  why: "Until resolvers forget, clients are still sent there, while what answers them is taken away.",
  advice: "Take away its records alone, wait until its traffic is gone, and retire it then.",
  find: ({ fleet, routing }) =>
    [...fleet.leaving].flatMap((region) => {
      const names = routing.names.filter(({ chooses, rows }) =>
        rows.some(({ failing, before }) => chooses && failing === undefined && before.sites.includes(region)),
      );
      return names.length === 0
        ? []
        : [
            {
              what: say`${region} goes while it still answers clients of ${list(names.map(({ name }) => name))}.`,
              addresses: [],
            },
          ];
    }),
};

export const REGION_JOINING: Rule = {
  id: "region-joining",
  severity: "note",
  why: "It gets traffic as soon as its records are there.",
  advice: "Its records come last; see that its health check is green before you tell anybody.",
  find: ({ fleet, changes }) =>
    fleet.joining.size === fleet.regions.length
      ? []
      : [...fleet.joining].map((region) => ({
          what: say`${region} joins, with ${counted(changes.filter((change) => change.region === region).length, "resource")}.`,
          addresses: [],
        })),
};

export const REGION_DIFFERS: Rule = {
  id: "region-differs",
  severity: "person",
  why: "Regions that are meant to be alike are not changed alike: that is how a change looks that was applied in half of them.",
  advice: "Apply the rest of the earlier change first, or say in the pull request why they may differ.",
  find: ({ changes, fleet }) => {
    const groups = groupBy(unevennessOf(changes, fleet), ({ alike, odd }) => JSON.stringify([alike, odd]));
    return [...groups.values()].map((group) => {
      const [{ alike, odd }] = group;
      const patterns = group.map(({ pattern }) => pattern);
      return {
        what: say`${list(odd)} ${plain(odd.length === 1 ? "differs" : "differ")} from ${list(alike)} in ${list(patterns)}.`,
        addresses: group.flatMap(({ changes: uneven }) => uneven.map(({ address }) => address)),
      };
    });
  },
};

/** What answers requests: a mistake in it is a mistake for everybody it serves. */
const SERVING =
  /^aws_(lambda_(function|alias|permission|provisioned_concurrency_config|layer_version)|api_gateway_(rest_api|deployment|stage|method_settings|authorizer|base_path_mapping|domain_name|rest_api_policy|integration|method|gateway_response)|apigatewayv2_\w+|ecs_service|ecs_task_definition|autoscaling_group|launch_template|lb|lb_listener|lb_listener_rule|lb_target_group|wafv2_web_acl|wafv2_web_acl_association|iam_role_policy|iam_policy|security_group|dynamodb_table_replica|cloudfront_function|appsync_\w+)$/;

function atOnce(changes: readonly Change[], regionsInUse: readonly string[]): readonly (readonly Change[])[] {
  const groups = groupBy(changes, ({ pattern }) => pattern);
  return [...groups.values()].filter((group) => {
    const touched = new Set(group.map(({ about }) => about));
    return regionsInUse.length > 1 && regionsInUse.every((region) => touched.has(region));
  });
}

/** It is gone, for good or until it is made again. */
function goesAway(change: Change): boolean {
  return (
    (change.kind === "destroy" || (change.kind === "replace" && !change.createsFirst)) &&
    !isNewVersion(change)
  );
}

export const ALL_REGIONS_AT_ONCE: Rule = {
  id: "all-regions-at-once",
  severity: "person",
  why: "A mistake in it takes every region at once, and then no other region is left to answer.",
  advice:
    "Apply it to one region, watch it, and go on: one workspace or one -target per region. Or let a person say that it may go at once.",
  find: ({ plan, changes, fleet }) => {
    const groups = atOnce(
      changes.filter(
        (change) => SERVING.test(change.type) && remains(change) && !goesAway(change) && !onlyTags(change),
      ),
      fleet.regions.filter((region) => !fleet.joining.has(region) && !fleet.leaving.has(region)),
    );
    return groups.length === 0
      ? []
      : [
          {
            what: say`${plain(groups.length === 1 ? "One change reaches" : `${groups.length} changes reach`)} every region at once: ${list(groups.flatMap(([first]) => (first === undefined ? [] : [first.pattern])))}.`,
            addresses: groups.flat().map(({ address }) => address),
            ...(stagesOf(plan, changes).length > 1 ? IN_STAGES : {}),
          },
        ];
  },
};

/** Its changes need not reach every region at once. */
const IN_STAGES = {
  severity: "note",
  why: plain("Every region changes, but nothing comes or goes: the plan can be applied region by region."),
  advice: plain(
    "`npm run apply` of this project does so, and checks each region before the next; elsewhere, target one region at a time.",
  ),
} as const;

export const ALL_REGIONS_REPLACED: Rule = {
  id: "all-regions-replaced",
  severity: "refuse",
  why: "Until the new ones are there, no region answers.",
  advice: "Replace one region after another, or make the new ones first (create_before_destroy).",
  find: ({ changes, fleet }) =>
    atOnce(
      changes.filter((change) => SERVING.test(change.type) && goesAway(change)),
      fleet.regions.filter((region) => !fleet.joining.has(region) && !fleet.leaving.has(region)),
    ).map((group) => ({
      what: say`${group[0]?.pattern ?? ""} is gone in every region for a while.`,
      addresses: group.map(({ address }) => address),
    })),
};
