import { groupBy } from "../group";
import type { Answered, Failover, NameReview, RoutingReview, RoutingRow } from "../routing";
import { joined, list, plain, say, type Text } from "../text";
import { type Section, tableSection } from "./document";

/** Who is answered by whom, where the plan changes it; how long a failover takes, before and after. */
export function routingSections({ names }: RoutingReview): readonly Section[] {
  const rows = merged(names.flatMap((name) => name.rows.filter((row) => isWorthSaying(row, name))));
  const times = names.filter(
    ({ failover: { before, after } }) =>
      JSON.stringify(before) !== JSON.stringify(after) || after?.seconds !== undefined,
  );
  return [
    ...tableSection(
      "Routing, before and after",
      ["Name", "Failing", "Clients", "Before", "After"],
      rows.map(({ names: of, row }) => [
        list(of, 3),
        row.failing === undefined ? plain("nothing") : say`${row.failing}`,
        clients(row),
        answer(row.before, row.failing),
        answer(row.after, row.failing),
      ]),
    ),
    ...tableSection(
      "Worst case until clients have left a failed region",
      ["Name", "Before", "After"],
      times.map(({ name, failover: { before, after } }) => [say`${name}`, time(before), time(after)]),
    ),
  ];
}

/** Changed answers; of new names those alone that somebody's place decides. */
function isWorthSaying({ before, after }: RoutingRow, { presence, chooses }: NameReview): boolean {
  return before.sites.join() !== after.sites.join() && (presence === "both" || chooses);
}

/** Several names that are answered alike are one row. */
function merged(
  rows: readonly RoutingRow[],
): readonly { readonly names: readonly string[]; readonly row: RoutingRow }[] {
  const groups = groupBy(rows, (row) => JSON.stringify({ ...row, name: "" }));
  return [...groups.values()].map((group) => ({ names: group.map(({ name }) => name), row: group[0] }));
}

function clients({ places, placesInAll }: RoutingRow): Text {
  return places.length === placesInAll
    ? plain("all")
    : say`${places.length} of ${placesInAll}: ${list(places, 3)}`;
}

function answer({ sites, healthy }: Answered, failing: string | undefined): Text {
  if (sites.length === 0) {
    return plain("—");
  }
  if (healthy || failing === undefined) {
    return list(sites);
  }
  return say`${list(sites)} ${plain(sites.length === 1 ? "(failing)" : "(one of them is failing)")}`;
}

function time(failover: Failover | undefined): Text {
  if (failover === undefined) {
    return plain("—");
  }
  const { seconds, stuck, undecided } = failover;
  const parts: Text[] = [
    ...(seconds === undefined ? [] : [plain(`${seconds} s`)]),
    ...(stuck.length === 0 ? [] : [say`never from ${list(stuck, 3)}`]),
    ...(undecided.length === 0
      ? []
      : [say`as its load balancer, alarm or health check says for ${list(undecided, 3)}`]),
  ];
  return joined(parts);
}
