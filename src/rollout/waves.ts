import { type Report, reasonOf } from "./event";
import type { Ports } from "./ports";
import type { StatedRollout } from "./stated-rollout";

const DAY = 24 * 60 * 60_000;

/**
 * Orders regions: the configured one first, and the others by their requests of the last day, the fewest first, so that
 * a bad change meets the fewest users. Regions whose requests are not known keep their order, at the end.
 *
 * @see https://sre.google/workbook/canarying-releases/
 */
export async function orderRegions(
  regions: readonly string[],
  rollout: StatedRollout,
  ports: Pick<Ports, "now" | "responses">,
  report: Report,
): Promise<readonly string[]> {
  if (regions.length < 2) {
    return regions;
  }
  const end = ports.now();
  const counted = await Promise.all(
    regions.map(async (region) => {
      const of = rollout.regions.get(region);
      if (of === undefined) {
        return { region, requests: Number.POSITIVE_INFINITY, why: `${region}: unknown` };
      }
      try {
        const { total } = await ports.responses(region, of.api, { start: end - DAY, end });
        return { region, requests: total, why: `${region}: ${total.toLocaleString("en-US")}` };
      } catch (error) {
        return { region, requests: Number.POSITIVE_INFINITY, why: `${region}: ${reasonOf(error)}` };
      }
    }),
  );
  const { firstRegion } = rollout;
  const rank = ({ region, requests }: { region: string; requests: number }) =>
    region === firstRegion ? -1 : requests;
  const ordered = counted.toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
  const order = ordered.map(({ region }) => region);
  const why = ordered.map((one) => one.why).join(", ");
  report({ event: "order", regions: order, why: `requests of the last day: ${why}` });
  return order;
}
