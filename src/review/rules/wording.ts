import type { Change } from "../change";
import { groupBy } from "../group";
import { list, plain, say, type Text } from "../text";

/** Changes of one sort, a region at a time, as one thing to say. */
export function together(changes: readonly Change[]): readonly (readonly [Change, ...Change[]])[] {
  const groups = groupBy(changes, (change) => {
    const { type, kind, about, createsFirst, deposed } = change;
    return JSON.stringify([type, kind, about, createsFirst, deposed !== undefined, forcedBy(change)]);
  });
  return [...groups.values()];
}

const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: "the last creation failed half-way (tainted)",
  replace_by_request: "the plan was made with -replace",
  replace_by_triggers: "replace_triggered_by says so",
  delete_because_no_resource_config: "the configuration has no such resource any more",
  delete_because_no_module: "the configuration has no such module any more",
  delete_because_wrong_repetition: "count or for_each came or went",
  delete_because_count_index: "the index is beyond the count",
  delete_because_each_key: "the key is not in for_each any more",
  delete_because_no_move_target: "the configuration has nothing where it moved",
};

/** What makes Terraform do it: `because name changes`. Empty if the plan does not say. */
export function because(change: Change): Text {
  const paths = forcedBy(change);
  if (paths.length > 0) {
    return say`because ${list(paths)} ${plain(paths.length === 1 ? "changes" : "change")}`;
  }
  const reason = Object.hasOwn(REASONS, change.reason ?? "") ? REASONS[change.reason ?? ""] : undefined;
  return reason === undefined ? [] : plain(`because ${reason}`);
}

function forcedBy({ replacePaths }: Change): readonly string[] {
  return [...new Set(replacePaths.map((path) => path.map(String).join(".")))];
}

/** `is destroyed`, `are replaced (the new one first)`. */
export function fate({ kind, createsFirst, deposed }: Change, count: number): Text {
  const be = count === 1 ? "is" : "are";
  if (kind === "destroy") {
    return plain(
      `${be} destroyed${deposed === undefined ? "" : " (the leftover of an earlier replacement)"}`,
    );
  }
  if (kind === "forget") {
    return plain(
      `${be} forgotten: Terraform no longer manages ${count === 1 ? "it, and it stays" : "them, and they stay"} in AWS`,
    );
  }
  return plain(`${be} replaced (${createsFirst ? "the new one is made first" : "the old one goes first"})`);
}

/** What happens to addresses, and why. */
export function happens(changes: readonly [Change, ...Change[]]): Text {
  const [first] = changes;
  const addresses = changes.map(({ address }) => address);
  const reason = because(first);
  return say`${list(addresses)} ${fate(first, changes.length)}${reason.length === 0 ? [] : [" ", ...reason]}.`;
}
