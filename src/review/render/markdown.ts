import { shown, type Text, visible } from "../text";
import type { Document, Item, Section } from "./document";

/** GitHub accepts 65,536 characters, and a pipeline adds a line; GitLab accepts more. */
export const LONGEST_COMMENT = 65_400;

export type Clean = (text: string) => string;

/** Kept for the note that rows are left out. */
const NOTE_LENGTH = 160;

/** GitHub-flavored Markdown, no longer than a comment may be: rows that do not fit are left out from the end. */
export function markdown({ title, sections }: Document, clean: Clean, longest = LONGEST_COMMENT): string {
  const head = `## ${inline(title, clean)}`;
  let room = longest - head.length - NOTE_LENGTH;
  let leftOut = 0;
  const shownSections = sections.flatMap((section) => {
    const { open, pieces, close } = draw(section, clean);
    room -= open.length + close.length + 2;
    const fitting: string[] = [];
    for (const piece of pieces) {
      // A page of thousands of rows shows some hundreds: the others are not even drawn.
      const drawn = room < 0 ? "" : piece();
      room -= drawn.length + 1;
      if (room >= 0) {
        fitting.push(drawn);
      } else {
        leftOut += 1;
      }
    }
    return fitting.length === 0 ? [] : [`${open}${fitting.join("\n")}${close}`];
  });
  const note = `*This page was too long for a comment: its last ${leftOut} rows are left out. \`--format json\` has all of them.*`;
  return `${[head, ...(leftOut === 0 ? [] : [note]), ...shownSections].join("\n\n")}\n`;
}

/** A section's rows or items, and the text around them. */
function draw({ heading, folded, body }: Section, clean: Clean) {
  const open = folded ? `<details><summary>${heading}</summary>\n\n` : `### ${heading}\n\n`;
  const close = folded ? "\n\n</details>" : "";
  if (body.kind === "list") {
    return { open, pieces: body.items.map((one) => () => item(one, clean)), close };
  }
  const { head, numeric, rows } = body;
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, index) => (numeric && index > 0 ? "---:" : "---"));
  return {
    open: `${open}${line(head)}\n${line(rule)}\n`,
    pieces: rows.map((row) => () => line(row.map((cell) => inline(cell, clean, true)))),
    close,
  };
}

function item({ text, lines = [], under = [] }: Item, clean: Clean, indent = ""): string {
  // Each line starts with its sign: none can end the block.
  const shownLines = lines.map(({ sign, text: line }) => `${sign} ${visible(clean(line))}`);
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
