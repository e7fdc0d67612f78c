import { type Change, onlyTags } from "../change";
import { type Difference, UNKNOWN_VALUE } from "../difference";
import type { Row } from "../row";
import { because } from "../rules/wording";
import { list, plain, say, type Text } from "../text";
import type { Section } from "./document";

/** Every change: the same one in several regions is one row. */
export function changeSection(rows: readonly Row[]): readonly Section[] {
  return rows.length === 0
    ? []
    : [
        {
          heading: `Every change (${rows.length} ${rows.length === 1 ? "row" : "rows"})`,
          folded: true,
          body: {
            kind: "table",
            numeric: false,
            head: ["", "Resource", "Regions", "What"],
            rows: rows.map(({ changes, pattern, regions }) => [
              plain(sign(changes[0])),
              changes.length === 1 ? say`${pattern}` : say`${pattern} (${changes.length})`,
              list(regions),
              what(changes[0]),
            ]),
          },
        },
      ];
}

const WORD = {
  add: "add",
  change: "change",
  replace: "**replace**",
  destroy: "**destroy**",
  forget: "**forget**",
  none: "",
} as const;

function sign({ kind, moved, imported }: Change): string {
  return [imported ? "import" : "", moved ? "move" : "", WORD[kind]]
    .filter((word) => word !== "")
    .join(" + ");
}

function what(change: Change): Text {
  const { kind, previousAddress, moved, deposed, differences } = change;
  const parts: Text[] = [
    ...(moved && previousAddress !== undefined ? [say`from ${previousAddress}`] : []),
    ...(deposed === undefined ? [] : [plain("the leftover of an earlier replacement")]),
    ...(kind === "replace" || kind === "destroy" ? [because(change)] : []),
    ...(kind === "change" ? [onlyTags(change) ? plain("tags only") : differenceText(differences)] : []),
    ...(kind === "replace" && change.createsFirst ? [plain("the new one first")] : []),
  ].filter((part) => part.length > 0);
  return parts.flatMap((part, index) => (index === 0 ? part : ["; ", ...part]));
}

const MOST = 4;

/** `memory_size: 1024 → 2048`, the first few, and what follows from them. */
export function differenceText(differences: readonly Difference[]): Text {
  // Tags of the provider stand in both, and say the least.
  const told = differences.filter(({ path }) => !/^tags(_all)?(\.|$)/.test(path));
  const [known, unknown] = [true, false].map((isKnown) =>
    told.filter(({ after }) => (after !== UNKNOWN_VALUE) === isKnown),
  );
  const shown = (known ?? []).map(
    ({ path, before, after }) => say`${path}: ${before ?? "nothing"} → ${after ?? "nothing"}`,
  );
  const parts: readonly Text[] = [
    ...shown.slice(0, MOST),
    ...(shown.length > MOST ? [plain(`${shown.length - MOST} more`)] : []),
    ...(unknown === undefined || unknown.length === 0
      ? []
      : [
          say`${list(
            unknown.map(({ path }) => path),
            MOST,
          )} known after apply`,
        ]),
  ];
  return parts.flatMap((part, index) => (index === 0 ? part : [", ", ...part]));
}
