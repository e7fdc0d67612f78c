import type { DiffLine } from "../rule";
import type { Text } from "../text";

/** A page before it is Markdown or plain text. */
export interface Document {
  /** The verdict, in one line. */
  readonly title: Text;
  /** The most important first, because a page that is too long loses its end. */
  readonly sections: readonly Section[];
}

export interface Section {
  readonly heading: string;
  /** Shown folded, if the format can. */
  readonly folded: boolean;
  readonly body: Table | List;
}

export interface Table {
  readonly kind: "table";
  readonly head: readonly string[];
  /** Columns of numbers. */
  readonly numeric: boolean;
  readonly rows: readonly (readonly Text[])[];
}

/** A section with a table; none without rows. */
export function tableSection(
  heading: string,
  head: Table["head"],
  rows: Table["rows"],
  { folded = false, numeric = false } = {},
): readonly Section[] {
  return rows.length === 0 ? [] : [{ heading, folded, body: { kind: "table", numeric, head, rows } }];
}

/** A section with a list; none without items. */
export function listSection(heading: string, items: readonly Item[]): readonly Section[] {
  return items.length === 0 ? [] : [{ heading, folded: false, body: { kind: "list", items } }];
}

export interface List {
  readonly kind: "list";
  readonly items: readonly Item[];
}

export interface Item {
  readonly text: Text;
  readonly lines?: readonly DiffLine[] | undefined;
  /** Its sub-items. */
  readonly under?: readonly Item[];
}
