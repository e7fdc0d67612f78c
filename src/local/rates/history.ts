import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LocalInternet } from "../functions/function-process";

// Beside the bundle of this file, in dist/local.
const BACKFILL = join(__dirname, "backfill.js");
const LOCAL_INTERNET = join(__dirname, "local-internet.js");

export interface HistoryProps {
  readonly table: string;
  readonly region: string;
  /** Of the region's table. */
  readonly endpoint: string;
  readonly internet: LocalInternet;
  /** The first day to load. */
  readonly from: string;
  readonly signal: AbortSignal;
}

/**
 * Loads the rates of past years into a table with the project's own backfill. At its
 * default rate it leaves this machine time for requests.
 *
 * @throws Error if the backfill fails or is aborted
 */
export async function loadHistory(props: HistoryProps): Promise<void> {
  const { table, region, endpoint, internet, from, signal } = props;
  const options = ["--table", table, "--from", from];
  await promisify(execFile)(
    process.execPath,
    ["--require", LOCAL_INTERNET, BACKFILL, "frankfurter", ...options],
    {
      signal,
      env: {
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
        AWS_ENDPOINT_URL_DYNAMODB: endpoint,
        LOCAL_INTERNET: JSON.stringify(internet),
      },
    },
  );
}
