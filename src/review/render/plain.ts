import { shown, type Text, visible } from "../text";
import type { Document, Item, Section, Table } from "./document";
import type { Clean } from "./markdown";

/** Plain text for a terminal: no colors, no control characters. */
export function plainText({ title, sections }: Document, clean: Clean): string {
  const line = inline(title, clean);
  return `${[line, "=".repeat(line.length), ...sections.map((section) => renderSection(section, clean))].join("\n")}\n`;
}

function renderSection({ heading, body }: Section, clean: Clean): string {
  const content =
    body.kind === "table" ? table(body, clean) : body.items.map((one) => item(one, clean)).join("\n");
  return `\n${heading}\n${"-".repeat(heading.length)}\n${content}`;
}

function table({ head, numeric, rows }: Table, clean: Clean): string {
  const cells = [head, ...rows.map((row) => row.map((cell) => inline(cell, clean)))];
  const widths = head.map((_, column) =>
    cells.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  return cells
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return numeric && column > 0 ? cell.padStart(width) : cell.padEnd(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function item({ text, lines = [], under = [] }: Item, clean: Clean, indent = ""): string {
  return [
    `${indent}* ${inline(text, clean)}`,
    ...lines.map(({ sign, text: line }) => `${indent}    ${sign} ${visible(clean(line))}`),
    ...under.map((one) => item(one, clean, `${indent}  `)),
  ].join("\n");
}

function inline(text: Text, clean: Clean): string {
  return text
    .map((part) => (typeof part === "string" ? part.replaceAll("**", "") : shown(part, clean)))
    .join("");
}
