import { type Change, touches } from "./change";
import { groupBy } from "./group";
import { GLOBAL, UNKNOWN } from "./region";
import { signatureOf } from "./row";

/** What becomes of the regions as a whole. */
export interface Fleet {
  /** Every region that resources are in, before or after. */
  readonly regions: readonly string[];
  /** Regions that hold nothing yet. */
  readonly joining: ReadonlySet<string>;
  /** Regions that will hold nothing any more. */
  readonly leaving: ReadonlySet<string>;
}

/**
 * What a region holds for a global service, or to watch one, makes it no region that answers: certificates and web ACLs
 * of CloudFront, alarms of health checks.
 */
const SATELLITE =
  /^aws_(acm_\w+|wafv2_\w+|cloudwatch_\w+|sns_\w+|kms_\w+|route53_\w+|xray_\w+|budgets_\w+|resourcegroups_\w+|ssm_parameter)$/;

interface Presence {
  before: boolean;
  after: boolean;
  serves: boolean;
}

export function fleetOf(changes: readonly Change[]): Fleet {
  const presences = new Map<string, Presence>();
  for (const { type, kind, region, imported, deposed } of changes) {
    if (region !== GLOBAL && region !== UNKNOWN && deposed === undefined) {
      const presence = presences.get(region) ?? { before: false, after: false, serves: false };
      presences.set(region, {
        before: presence.before || (kind !== "add" && !imported),
        // What Terraform forgets stays there.
        after: presence.after || kind !== "destroy",
        serves: presence.serves || !SATELLITE.test(type),
      });
    }
  }
  const regions = new Map([...presences].filter(([, { serves }]) => serves));
  const where = (holds: (presence: Presence) => boolean) =>
    new Set([...regions].flatMap(([region, presence]) => (holds(presence) ? [region] : [])));
  return {
    regions: [...regions.keys()].sort(),
    joining: where(({ before }) => !before),
    leaving: where(({ after }) => !after),
  };
}

/** Peers that do not change alike: the sign of a change that was applied in half of the regions. */
export interface Unevenness {
  readonly pattern: string;
  /** The regions in which most peers are, and what is done there is the same. */
  readonly alike: readonly string[];
  readonly odd: readonly string[];
  readonly changes: readonly Change[];
}

export function unevennessOf(changes: readonly Change[], fleet: Fleet): readonly Unevenness[] {
  const comparable = changes.filter(({ about, deposed, pattern, address }) => {
    const stays = !fleet.joining.has(about) && !fleet.leaving.has(about);
    // Without a region in its name or its provider, a resource has no peers.
    return stays && about !== GLOBAL && about !== UNKNOWN && deposed === undefined && pattern !== address;
  });
  const peers = groupBy(comparable, ({ pattern }) => pattern);
  return [...peers].flatMap(([pattern, group]) => uneven(pattern, group));
}

const UNCHANGED = "unchanged";

function uneven(pattern: string, group: readonly Change[]): readonly Unevenness[] {
  const bySignature = new Map<string, string[]>();
  for (const region of new Set(group.map(({ about }) => about))) {
    const own = group.filter(({ about }) => about === region);
    const signature = own.some(touches)
      ? JSON.stringify([...new Set(own.map(signatureOf))].sort())
      : UNCHANGED;
    bySignature.set(signature, [...(bySignature.get(signature) ?? []), region]);
  }
  if (bySignature.size < 2) {
    return [];
  }
  const [alike = [], ...odd] = [...bySignature]
    .map(([signature, regions]) => ({ regions, stays: signature === UNCHANGED }))
    // Of as many that change as stay, those that change are the odd ones.
    .sort((a, b) => b.regions.length - a.regions.length || Number(b.stays) - Number(a.stays))
    .map(({ regions }) => regions);
  return [{ pattern, alike, odd: odd.flat().sort(), changes: group.filter(({ kind }) => kind !== "none") }];
}
