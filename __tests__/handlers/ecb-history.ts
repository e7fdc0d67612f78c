import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";

const ARCHIVE = join(__dirname, "../../../shared/data/eurofxref-hist.zip");

/** The ECB's file of every day since 1999, or undefined where it is not beside the project. */
export function ecbHistoryCsv(): string | undefined {
  if (!existsSync(ARCHIVE)) {
    return undefined;
  }
  const file = unzipSync(readFileSync(ARCHIVE))["eurofxref-hist.csv"];
  return file === undefined ? undefined : strFromU8(file);
}

/** Tests on the ECB's history, left out with a notice where it is not there. */
export function describeWithHistory(name: string, tests: (csv: string) => void): void {
  const csv = ecbHistoryCsv();
  if (csv !== undefined) {
    describe(name, () => tests(csv));
    return;
  }
  console.warn(`Left out, as ../shared/data/eurofxref-hist.zip is not there: ${name}`);
  describe.skip(name, () => {
    test("needs the ECB's history", () => undefined);
  });
}
