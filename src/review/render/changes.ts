import { type Change, onlyTags } from "../change";
import { type Difference, differencesText, UNKNOWN_VALUE } from "../difference";
import type { Row } from "../row";
import { because } from "../rules/wording";
import { joined, list, plain, say, type Text } from "../text";
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
  const parts: readonly Text[] = [
    ...(moved && previousAddress !== undefined ? [say`from ${previousAddress}`] : []),
    ...(deposed === undefined ? [] : [plain("the leftover of an earlier replacement")]),
    ...(kind === "replace" || kind === "destroy" ? [why(change)] : []),
    ...(kind === "change" ? [onlyTags(change) ? tags(differences) : differencesText(differences)] : []),
    ...(kind === "replace" && change.createsFirst ? [plain("the new one first")] : []),
  ].filter((part) => part.length > 0);
  return joined(parts, "; ");
}

/** What forces a replacement, with its values if they are known. */
function why(change: Change): Text {
  const forced = new Set(change.replacePaths.map(([attribute]) => String(attribute)));
  const differences = change.differences.filter(({ path }) => forced.has(path.split(/[.[]/)[0] ?? ""));
  return differences.length > 0 && differences.every(({ after }) => after !== UNKNOWN_VALUE)
    ? say`because ${differencesText(differences)}`
    : because(change);
}

/** Tags of the provider stand in `tags_all`, too. */
function tags(differences: readonly Difference[]): Text {
  const own = differences.filter(({ path }) => path.startsWith("tags."));
  return say`tags only: ${differencesText(own.length === 0 ? differences : own)}`;
}
