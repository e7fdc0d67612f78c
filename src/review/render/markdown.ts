import { shown, type Text, visible } from "../text";
import type { Document, Item, Section, Table } from "./document";

/** GitHub accepts 65,536 characters, and a pipeline adds a line; GitLab accepts more. */
export const LONGEST_COMMENT = 65_400;

export type Clean = (text: string) => string;

/** GitHub-flavored Markdown, no longer than a comment may be: rows that do not fit are left out from the end. */
export function markdown({ title, sections }: Document, clean: Clean, longest = LONGEST_COMMENT): string {
  const rows = sections.reduce(
    (sum, { body }) => sum + (body.kind === "table" ? body.rows : body.items).length,
    0,
  );
  const head = `## ${inline(title, clean)}`;
  let room = longest;
  const rendered = sections.map((section) => {
    const one = renderSection(section, clean, room);
    room -= one.pieces.join("").length;
    return one;
  });
  const whole = room < 0 ? undefined : page(head, rendered, rows);
  return whole !== undefined && whole.length <= longest ? whole : shortened(head, rendered, rows, longest);
}

/** A section as text: its rows or items, as far as there is room for them, and what surrounds them. */
interface Rendered {
  readonly open: string;
  readonly pieces: readonly string[];
  readonly close: string;
}

function page(head: string, sections: readonly Rendered[], kept: number): string {
  let left = kept;
  const shown = sections.flatMap(({ open, pieces, close }) => {
    const some = pieces.slice(0, left);
    left -= some.length;
    return some.length === 0 ? [] : [`${open}${some.join("\n")}${close}`];
  });
  return `${[head, ...shown].join("\n\n")}\n`;
}

function shortened(head: string, sections: readonly Rendered[], rows: number, longest: number): string {
  const pageOf = (kept: number) => {
    const words = `*This page was too long for a comment: its last ${rows - kept} rows are left out. \`--format json\` has all of them.*`;
    return page(`${head}\n\n${words}`, sections, kept);
  };
  let [kept, tooMany] = [0, sections.reduce((sum, { pieces }) => sum + pieces.length, 1)];
  while (tooMany - kept > 1) {
    const middle = Math.floor((kept + tooMany) / 2);
    if (pageOf(middle).length <= longest) {
      kept = middle;
    } else {
      tooMany = middle;
    }
  }
  return pageOf(kept);
}

function renderSection({ heading, folded, body }: Section, clean: Clean, room: number): Rendered {
  const content =
    body.kind === "table"
      ? table(body, clean, room)
      : { head: "", pieces: fitting(body.items, room, (one) => item(one, clean)) };
  return {
    open: (folded ? `<details><summary>${heading}</summary>\n\n` : `### ${heading}\n\n`) + content.head,
    pieces: content.pieces,
    close: folded ? "\n\n</details>" : "",
  };
}

function table(
  { head, numeric, rows }: Table,
  clean: Clean,
  room: number,
): { head: string; pieces: readonly string[] } {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, index) => (numeric && index > 0 ? "---:" : "---"));
  return {
    head: `${line(head)}\n${line(rule)}\n`,
    pieces: fitting(rows, room, (row) => line(row.map((cell) => inline(cell, clean, true)))),
  };
}

/** Renders until the room is used up: a page of thousands of rows shows some hundreds. */
function fitting<T>(all: readonly T[], room: number, rendered: (one: T) => string): readonly string[] {
  const pieces: string[] = [];
  let left = room;
  for (const one of all) {
    if (left < 0) {
      break;
    }
    const piece = rendered(one);
    pieces.push(piece);
    left -= piece.length;
  }
  return pieces;
}

function item({ text, lines = [], under = [] }: Item, clean: Clean, indent = ""): string {
  const shownLines = lines.map(({ sign, text: line }) => `${sign} ${visible(clean(line))}`);
  // Each line starts with its sign: none can end the block.
  const block = shownLines.length === 0 ? [] : ["", "```diff", ...shownLines, "```", ""];
  return [
    `${indent}- ${inline(text, clean)}`,
    ...block.map((line) => (line === "" ? "" : `${indent}  ${line}`)),
    ...under.map((one) => item(one, clean, `${indent}  `)),
  ].join("\n");
}

function inline(text: Text, clean: Clean, inTable = false): string {
  return text.map((part) => (typeof part === "string" ? part : code(shown(part, clean), inTable))).join("");
}

/**
 * A code span: in it nothing is Markdown, HTML, a mention or a link. A table would take a `|` for the end of its
 * cell even there.
 */
function code(name: string, inTable: boolean): string {
  const text = (inTable ? name.replaceAll("|", "¦") : name).trim();
  if (text === "") {
    return "(empty)";
  }
  const fence = "`".repeat(longestRun(text) + 1);
  const space = /^`|`$/.test(text) ? " " : "";
  return fence + space + text + space + fence;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
