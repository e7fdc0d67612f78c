import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";

const ARCHIVE = join(__dirname, "../../../../shared/data/eurofxref-hist.zip");

/** The ECB's file of every day since 1999, or undefined where it is not beside the project. */
export function ecbHistoryCsv(): string | undefined {
  if (!existsSync(ARCHIVE)) {
    return undefined;
  }
  const file = unzipSync(readFileSync(ARCHIVE))["eurofxref-hist.csv"];
  return file === undefined ? undefined : strFromU8(file);
}

/** Tests on the ECB's history; skipped with one sentence if it is not available. */
export function describeWithHistory(name: string, tests: (csv: string) => void): void {
  const csv = ecbHistoryCsv();
  if (csv !== undefined) {
    describe(name, () => tests(csv));
    return;
  }
  console.warn(`Skipped: the ECB's history, eurofxref-hist.zip, is not available: ${name}`);
  describe.skip(name, () => {
    test("needs the ECB's history", () => undefined);
  });
}
