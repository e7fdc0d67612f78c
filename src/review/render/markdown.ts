import { type Text, visible } from "../text";
import { type Document, type Item, type Section, shorten, type Table } from "./document";

/** GitHub takes 65,536 characters, and a pipeline writes a line above; GitLab takes more. */
export const LONGEST_COMMENT = 65_400;

export type Clean = (text: string) => string;

/** GitHub-flavoured Markdown, no longer than a comment may be. */
export function markdown(document: Document, clean: Clean, longest = LONGEST_COMMENT): string {
  const render = (page: Document, leftOut: number) =>
    [
      `## ${inline(page.title, clean)}`,
      ...(leftOut === 0
        ? []
        : [
            `*This page was too long for a comment: ${leftOut} rows at its end are left out. All of it: \`--format json\`.*`,
          ]),
      ...page.sections.map((section) => renderSection(section, clean)),
    ].join("\n\n");
  const shortened = shorten(document, (one) => render(one.document, one.leftOut).length < longest);
  return `${render(shortened.document, shortened.leftOut)}\n`;
}

function renderSection({ heading, folded, body }: Section, clean: Clean): string {
  const content =
    body.kind === "table" ? table(body, clean) : body.items.map((one) => item(one, clean)).join("\n");
  return folded
    ? `<details><summary>${heading}</summary>\n\n${content}\n\n</details>`
    : `### ${heading}\n\n${content}`;
}

function table({ head, numeric, rows }: Table, clean: Clean): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(head),
    line(head.map((_, index) => (numeric && index > 0 ? "---:" : "---"))),
    ...rows.map((row) => line(row.map((cell) => inline(cell, clean, true)))),
  ].join("\n");
}

function item({ text, lines = [], under = [] }: Item, clean: Clean, indent = ""): string {
  const shown = lines.map(({ sign, text: line }) => `${sign} ${visible(clean(line))}`);
  // Each line starts with its sign: none can end the block.
  const block = shown.length === 0 ? [] : ["", "```diff", ...shown, "```", ""];
  return [
    `${indent}- ${inline(text, clean)}`,
    ...block.map((line) => (line === "" ? "" : `${indent}  ${line}`)),
    ...under.map((one) => item(one, clean, `${indent}  `)),
  ].join("\n");
}

function inline(text: Text, clean: Clean, inTable = false): string {
  return text
    .map((part) => (typeof part === "string" ? part : code(visible(clean(part.name), part.longest), inTable)))
    .join("");
}

/**
 * A code span: in it nothing is Markdown, HTML, a mention or a link. A table would take a `|` for the end of its
 * cell even there.
 */
function code(name: string, inTable: boolean): string {
  const shown = (inTable ? name.replaceAll("|", "¦") : name).trim();
  if (shown === "") {
    return "(empty)";
  }
  const fence = "`".repeat(longestRun(shown) + 1);
  const space = /^`|`$/.test(shown) ? " " : "";
  return fence + space + shown + space + fence;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
