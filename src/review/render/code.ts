import type { ApiChange } from "../api";
import { differencesText } from "../difference";
import type { FunctionChange } from "../functions";
import { list, plain, type Text, text } from "../text";
import { type Section, tableSection } from "./document";

export function functionSection(functions: readonly FunctionChange[]): readonly Section[] {
  return tableSection(
    "Functions",
    ["Function", "Code", "Size", "Configuration"],
    functions.map(({ changes, code, size, configuration }) => [
      list(changes.map(({ address }) => address)),
      codeText(code),
      sizes(size, code !== undefined),
      configuration.length === 0 ? plain("same") : differencesText(configuration),
    ]),
  );
}

function codeText(code: FunctionChange["code"]): Text {
  if (code === undefined) {
    return plain("same");
  }
  const before = code.before?.slice(0, 12) ?? "?";
  const after = code.after?.slice(0, 12);
  return before === after ? plain("changes") : text`${before} → ${after ?? plain("known after apply")}`;
}

function sizes({ before, after }: FunctionChange["size"], changes: boolean): Text {
  if (!changes) {
    return plain(kilobytes(before));
  }
  return plain(`${kilobytes(before)} → ${after === undefined ? "unknown here" : kilobytes(after)}`);
}

function kilobytes(bytes: number | undefined): string {
  return bytes === undefined ? "?" : `${(bytes / 1000).toFixed(1)} kB`;
}

export function apiSection(apis: readonly ApiChange[]): readonly Section[] {
  const rows = apis.flatMap(({ changes, differences }) =>
    [...(differences ?? [])]
      .sort((a, b) => Number(b.breaking) - Number(a.breaking))
      .map(({ operation, field, breaking, note, types }): Text[] => [
        text`${operation}`,
        field === undefined ? plain("—") : text`${field}`,
        types === undefined ? plain(note) : text`${plain(note)}: ${types.before} → ${types.after}`,
        plain(breaking ? "⚠️ breaking" : "compatible"),
        list([...new Set(changes.map(({ about }) => about))]),
      ]),
  );
  return tableSection("API", ["Endpoint", "Field", "What", "For clients", "Regions"], rows);
}
