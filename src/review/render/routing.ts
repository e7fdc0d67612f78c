import { groupBy } from "../../terraform";
import type { Answered, Failover, NameReview, RoutingReview, RoutingRow } from "../routing";
import { joined, list, plain, type Text, text } from "../text";
import { type Section, tableSection } from "./document";

/** The answers that the plan changes, and how long a failover takes before and after. */
export function routingSections({ names }: RoutingReview): readonly Section[] {
  const rows = merged(names.flatMap((name) => name.rows.filter((row) => isShown(row, name))));
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
        row.failing === undefined ? plain("nothing") : text`${row.failing}`,
        clients(row),
        answer(row.before, row.failing),
        answer(row.after, row.failing),
      ]),
    ),
    ...tableSection(
      "Worst-case failover time",
      ["Name", "Before", "After"],
      times.map(({ name, failover: { before, after } }) => [text`${name}`, time(before), time(after)]),
    ),
  ];
}

/** Changed answers; new names only if their answer depends on the client or on health. */
function isShown({ before, after }: RoutingRow, { presence, chooses }: NameReview): boolean {
  return before.endpoints.join() !== after.endpoints.join() && (presence === "both" || chooses);
}

/** Names with the same answers share a row. */
function merged(
  rows: readonly RoutingRow[],
): readonly { readonly names: readonly string[]; readonly row: RoutingRow }[] {
  const groups = groupBy(rows, (row) => JSON.stringify({ ...row, name: "" }));
  return [...groups.values()].map((group) => ({ names: group.map(({ name }) => name), row: group[0] }));
}

function clients({ locations, locationsInAll }: RoutingRow): Text {
  return locations.length === locationsInAll
    ? plain("all")
    : text`${locations.length} of ${locationsInAll}: ${list(locations, 3)}`;
}

function answer({ endpoints, healthy }: Answered, failing: string | undefined): Text {
  if (endpoints.length === 0) {
    return plain("—");
  }
  if (healthy || failing === undefined) {
    return list(endpoints);
  }
  return text`${list(endpoints)} ${plain(endpoints.length === 1 ? "(failing)" : "(one of them is failing)")}`;
}

function time(failover: Failover | undefined): Text {
  if (failover === undefined) {
    return plain("—");
  }
  const { seconds, stuck, undecided } = failover;
  const parts: Text[] = [
    ...(seconds === undefined ? [] : [plain(`${seconds} s`)]),
    ...(stuck.length === 0 ? [] : [text`never from ${list(stuck, 3)}`]),
    ...(undecided.length === 0
      ? []
      : [text`decided by its load balancer, alarm or health check for ${list(undecided, 3)}`]),
  ];
  return joined(parts);
}
