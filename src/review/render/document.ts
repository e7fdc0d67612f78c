import type { DiffLine } from "../finding";
import type { Text } from "../text";

/** A page before it is Markdown or plain text. */
export interface Document {
  /** The verdict, in a line. */
  readonly title: Text;
  /** The most important first: a page that is too long loses its end. */
  readonly sections: readonly Section[];
}

export interface Section {
  readonly heading: string;
  /** Shown folded, where that can be. */
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

export interface List {
  readonly kind: "list";
  readonly items: readonly Item[];
}

export interface Item {
  readonly text: Text;
  readonly lines?: readonly DiffLine[] | undefined;
  /** Said under it, each for itself. */
  readonly under?: readonly Item[];
}

function pieces({ body }: Section): number {
  return body.kind === "table" ? body.rows.length : body.items.length;
}

export interface Shortened {
  readonly document: Document;
  /** How many rows and items were left out. */
  readonly leftOut: number;
}

/** The longest beginning of a document that fits. */
export function shorten(document: Document, fits: (shortened: Shortened) => boolean): Shortened {
  const all = document.sections.reduce((sum, section) => sum + pieces(section), 0);
  const whole = { document, leftOut: 0 };
  if (fits(whole)) {
    return whole;
  }
  let [kept, tooMany] = [0, all];
  while (tooMany - kept > 1) {
    const middle = Math.floor((kept + tooMany) / 2);
    if (fits({ document: first(document, middle), leftOut: all - middle })) {
      kept = middle;
    } else {
      tooMany = middle;
    }
  }
  return { document: first(document, kept), leftOut: all - kept };
}

function first(document: Document, count: number): Document {
  let left = count;
  const sections: Section[] = [];
  for (const section of document.sections) {
    const { body } = section;
    const size = Math.min(left, pieces(section));
    left -= size;
    if (size > 0) {
      sections.push({
        ...section,
        body:
          body.kind === "table"
            ? { ...body, rows: body.rows.slice(0, size) }
            : { ...body, items: body.items.slice(0, size) },
      });
    }
  }
  return { ...document, sections };
}
