import { groupBy } from "../../terraform";
import type { Change } from "../change";
import { list, plain, type Text, text } from "../text";

/** Groups the changes of one region that are reported in one sentence. */
export function together(changes: readonly Change[]): readonly (readonly [Change, ...Change[]])[] {
  const groups = groupBy(changes, (change) => {
    const { type, kind, about, createsFirst, deposed } = change;
    return JSON.stringify([type, kind, about, createsFirst, deposed !== undefined, forcedBy(change)]);
  });
  return [...groups.values()];
}

const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: "tainted by a failed creation",
  replace_by_request: "requested with -replace",
  replace_by_triggers: "by replace_triggered_by",
  delete_because_no_resource_config: "removed from the configuration",
  delete_because_no_module: "module removed from the configuration",
  delete_because_wrong_repetition: "count or for_each added or removed",
  delete_because_count_index: "index beyond the count",
  delete_because_each_key: "key removed from for_each",
  delete_because_no_move_target: "moved to an address outside of the configuration",
};

/** Why Terraform does it: `because name changes`. Empty if the plan gives no reason. */
export function because(change: Change): Text {
  const paths = forcedBy(change);
  if (paths.length > 0) {
    return text`because ${list(paths)} ${plain(paths.length === 1 ? "changes" : "change")}`;
  }
  const reason = Object.hasOwn(REASONS, change.reason ?? "") ? REASONS[change.reason ?? ""] : undefined;
  return reason === undefined ? [] : plain(reason);
}

function forcedBy({ replacePaths }: Change): readonly string[] {
  return [...new Set(replacePaths.map((path) => path.map(String).join(".")))];
}

/** `is destroyed`, `are replaced (the new one is created first)`. */
function fate({ kind, createsFirst, deposed }: Change, count: number): Text {
  const [be, stay] = count === 1 ? ["is", "it, and it stays"] : ["are", "them, and they stay"];
  const order = createsFirst ? "the new one is created first" : "the old one is destroyed first";
  const fates: Partial<Record<Change["kind"], string>> = {
    destroy: `destroyed${deposed === undefined ? "" : " (the leftover of an earlier replacement)"}`,
    forget: `forgotten: Terraform no longer manages ${stay} in AWS`,
  };
  return plain(`${be} ${fates[kind] ?? `replaced (${order})`}`);
}

/** `a and b are destroyed because name changes.` */
export function happens(changes: readonly [Change, ...Change[]]): Text {
  const [first] = changes;
  const reason = because(first);
  const why = reason.length === 0 ? [] : forcedBy(first).length > 0 ? text` ${reason}` : text` (${reason})`;
  return text`${list(changes.map(({ address }) => address))} ${fate(first, changes.length)}${why}.`;
}
