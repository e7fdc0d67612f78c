import { groupBy, type ResourceChange } from "../../terraform";
import { type Change, onlyTags, remains, touches } from "../change";
import { signatureOf } from "../change-rows";
import { GLOBAL, regionOfState, UNKNOWN } from "../region";
import type { RegionsInUse } from "../regions-in-use";
import { about, type Finder, hitOn, type Subject, unaddressed } from "../rule";
import { stagesOf } from "../stages";
import { counted, list, plain, text } from "../text";
import { goesAway } from "./losses";

/** Regions that are added or removed, and changes that reach all regions or only some of them. */
export const REGIONS: Readonly<Record<string, Finder>> = {
  "region-leaving": ({ changes, regions }) =>
    [...regions.removed].map((region) => {
      const gone = changes.filter((change) => change.region === region);
      return hitOn(gone, text`Everything in ${region} is destroyed: ${counted(gone.length, "resource")}.`);
    }),
  "region-not-drained": ({ regions, routing }) =>
    [...regions.removed].flatMap((region) => {
      const names = routing.names.filter(({ chooses, rows }) =>
        rows.some(
          ({ failing, before }) => chooses && failing === undefined && before.endpoints.includes(region),
        ),
      );
      return about(
        names.map(({ name }) => name),
        (served) => text`${region} is removed while it still serves clients of ${list(served)}.`,
      );
    }),
  "region-joining": ({ regions, changes }) =>
    regions.added.size === regions.all.length
      ? []
      : [...regions.added].map((region) => {
          const count = changes.filter((change) => change.region === region).length;
          return unaddressed(text`${region} is added, with ${counted(count, "resource")}.`);
        }),
  "region-differs": ({ changes, regions }) => {
    const groups = groupBy(unevenIn(changes, regions), ({ alike, odd }) => JSON.stringify([alike, odd]));
    return [...groups.values()].map((group) => {
      const [{ alike, odd }] = group;
      const patterns = group.map(({ pattern }) => pattern);
      return hitOn(
        group.flatMap(({ changing }) => changing),
        text`${list(odd)} ${plain(odd.length === 1 ? "differs" : "differ")} from ${list(alike)} in ${list(patterns)}.`,
      );
    });
  },
  "all-regions-at-once": (subject) => {
    const { plan, changes } = subject;
    const groups = inEveryRegion(
      subject,
      (change) => remains(change) && !goesAway(change) && !onlyTags(change),
    );
    const patterns = groups.map(([first]) => first.pattern);
    const reaches = groups.length === 1 ? "One change reaches" : `${groups.length} changes reach`;
    return about(
      patterns,
      () => text`${plain(reaches)} every region at once: ${list(patterns)}.`,
      groups.flat().map(({ address }) => address),
    ).map((hit) => ({ ...hit, ...(stagesOf(plan, changes).length > 1 ? IN_STAGES : {}) }));
  },
  "all-regions-replaced": (subject) =>
    inEveryRegion(subject, goesAway).map((group) =>
      hitOn(group, text`${group[0].pattern} is gone in every region until it is created again.`),
    ),
  "provider-moved": ({ changes, plan }) => {
    const drifted = new Map(plan.drift.map((drift) => [drift.address, drift]));
    return changes.flatMap((change) => {
      const { address, region: to } = change;
      const from = originOf(change, drifted.get(address)) ?? to;
      // A changed `region` argument is a replacement like any other.
      const isPlanned = change.replacePaths.some(([attribute]) => attribute === "region");
      return from === to || isPlanned || [from, to].some((one) => one === GLOBAL || one === UNKNOWN)
        ? []
        : [hitOn([change], text`${address} moves from ${from} to ${to}: it has another provider.`)];
    });
  },
};

/** Its changes need not reach every region at once. */
const IN_STAGES = {
  severity: "note",
  why: plain(
    "Every region changes, but nothing is added or destroyed: the plan can be applied region by region.",
  ),
  advice: plain(
    "`npm run apply` of this project does so, and checks each region before the next. Elsewhere, target one region at a time.",
  ),
} as const;

/** Types that serve requests. A mistake in them affects all of their clients. */
const SERVING =
  /^aws_(lambda_(function|alias|permission|provisioned_concurrency_config|layer_version)|api_gateway_(rest_api|deployment|stage|method_settings|authorizer|base_path_mapping|domain_name|rest_api_policy|integration|method|gateway_response)|apigatewayv2_\w+|ecs_service|ecs_task_definition|autoscaling_group|launch_template|lb|lb_listener|lb_listener_rule|lb_target_group|wafv2_web_acl|wafv2_web_acl_association|iam_role_policy|iam_policy|security_group|dynamodb_table_replica|cloudfront_function|appsync_\w+)$/;

/** Groups of peers with a wanted change in every region in use, if there are several regions. */
function inEveryRegion(
  { changes, regions }: Subject,
  wanted: (change: Change) => boolean,
): readonly (readonly [Change, ...Change[]])[] {
  const used = regions.all.filter((region) => !regions.added.has(region) && !regions.removed.has(region));
  const groups = groupBy(
    changes.filter((change) => SERVING.test(change.type) && wanted(change)),
    ({ pattern }) => pattern,
  );
  return [...groups.values()].filter((group) => {
    const touched = new Set(group.map(({ about }) => about));
    return used.length > 1 && used.every((region) => touched.has(region));
  });
}

/** Where the last state had it: the refresh already looks in the new region. */
function originOf(change: Change, drift: ResourceChange | undefined): string | undefined {
  return (drift && regionOfState(drift.type, drift.before)) ?? change.stateRegion;
}

/** Peers that change differently, a sign that an earlier change was applied in some regions only. */
interface Uneven {
  readonly pattern: string;
  /** The regions of most peers, where the same is done. */
  readonly alike: readonly string[];
  readonly odd: readonly string[];
  readonly changing: readonly Change[];
}

function unevenIn(changes: readonly Change[], regions: RegionsInUse): readonly Uneven[] {
  const comparable = changes.filter(({ about, deposed, pattern, address }) => {
    const stays = !regions.added.has(about) && !regions.removed.has(about);
    // Without a region in its name or its provider, a resource has no peers.
    return stays && about !== GLOBAL && about !== UNKNOWN && deposed === undefined && pattern !== address;
  });
  const peers = groupBy(comparable, ({ pattern }) => pattern);
  return [...peers].flatMap(([pattern, group]) => uneven(pattern, group));
}

const UNCHANGED = "unchanged";

function uneven(pattern: string, group: readonly Change[]): readonly Uneven[] {
  const signatures = [...groupBy(group, ({ about }) => about)].map(([region, own]) => ({
    region,
    signature: own.some(touches) ? JSON.stringify([...new Set(own.map(signatureOf))].sort()) : UNCHANGED,
  }));
  const [alike, ...odd] = [...groupBy(signatures, ({ signature }) => signature).values()]
    .map((same) => ({
      regions: same.map(({ region }) => region),
      stays: same[0].signature === UNCHANGED,
    }))
    // If as many change as stay, those that change are the odd ones.
    .sort((a, b) => b.regions.length - a.regions.length || Number(b.stays) - Number(a.stays));
  const others = odd.flatMap(({ regions }) => regions).sort();
  const changing = group.filter(({ kind }) => kind !== "none");
  return alike === undefined || odd.length === 0
    ? []
    : [{ pattern, alike: alike.regions, odd: others, changing }];
}
