import { isCurrency } from "../domain/currencies";
import { isDay } from "../domain/day";
import { parseRate } from "../domain/decimal";
import type { Snapshot } from "../domain/snapshot";

/**
 * Reads the fixings in the ECB's `eurofxref-hist.csv`: one line per day, one column per currency, `N/A` for no rate.
 * Like rates of providers, columns that are not currencies of ISO 4217 are ignored.
 *
 * @throws Error with line and column if the file is invalid
 * @see https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html
 */
export function readEcbCsv(text: string): Snapshot[] {
  const [header = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const [date, ...codes] = header.split(",").map((name) => name.trim());
  if (date !== "Date" || !codes.some((code) => /^[A-Z]{3}$/.test(code))) {
    throw new Error('line 1: expected "Date" and comma-separated currency codes');
  }
  return lines.flatMap((line, index) => (line.trim() === "" ? [] : [readLine(line, index + 2, codes)]));
}

function readLine(line: string, number: number, codes: readonly string[]): Snapshot {
  const [day = "", ...cells] = line.split(",").map((cell) => cell.trim());
  if (!isDay(day)) {
    throw new Error(`line ${number}: ${JSON.stringify(day.slice(0, 40))} is not a day such as 2026-04-13`);
  }
  if (cells.length !== codes.length) {
    throw new Error(
      `line ${number}: has ${cells.length + 1} columns instead of ${codes.length + 1}; is the file complete?`,
    );
  }
  const rates = codes.flatMap((code, column) => {
    const cell = cells[column] ?? "";
    if (!isCurrency(code) || cell === "" || cell === "N/A") {
      return [];
    }
    const rate = parseRate(cell);
    if (rate === undefined) {
      throw new Error(`line ${number}, ${code}: ${JSON.stringify(cell.slice(0, 40))} is not a rate`);
    }
    return [[code, rate]];
  });
  return { source: "ecb", day, time: undefined, base: "EUR", rates: Object.fromEntries(rates), held: {} };
}
