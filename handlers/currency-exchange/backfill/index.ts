import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Environment } from "../../environment";
import { type Day, dayOf, isDay } from "../domain/day";
import { FIRST_DAY } from "../domain/fixings";
import type { Snapshot } from "../domain/snapshot";
import { providers } from "../providers";
import { RatesTable } from "../store/rates-table";
import { backfill } from "./backfill";
import { BatchWriter } from "./batch-writer";
import { readEcbCsv } from "./ecb-csv";
import { progressBar } from "./progress-bar";

const USAGE = `npx --no tsx handlers/currency-exchange/backfill/index.ts <csv or provider> [options]

  <csv or provider>  a file like the ECB's eurofxref-hist.csv, or ecb, or frankfurter
  --from, --to       the days to load, such as 1999-01-04. Default: all
  --table            the table's name. Default: ${Environment.tableName} in the environment
  --rate             the maximum items to write per second, one write unit each per region. Default: 500

AWS_REGION selects the region; replication copies the items to the others. Run the command again to resume.`;

// The AWS SDK's warning about its versions of 2027 is irrelevant for this run.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      from: { type: "string", default: FIRST_DAY },
      to: { type: "string", default: dayOf(new Date()) },
      table: { type: "string", default: process.env[Environment.tableName] ?? "" },
      rate: { type: "string", default: "500" },
      help: { type: "boolean", default: false },
    },
  });
  const [origin, ...others] = positionals;
  if (values.help) {
    console.log(USAGE);
    return;
  }
  if (origin === undefined || others.length > 0) {
    throw new Error(`Expected one file or provider.\n\n${USAGE}`);
  }
  const [from, to] = [dayOption("from", values.from), dayOption("to", values.to)];
  const writesPerSecond = Number(values.rate);
  if (from > to) {
    throw new Error(`--from: ${from} is after the last day, ${to}`);
  }
  if (values.table === "") {
    throw new Error(`--table: missing; name the table or set ${Environment.tableName}`);
  }
  if (!/^[1-9]\d{0,5}$/.test(values.rate)) {
    throw new Error(
      `--rate: ${JSON.stringify(values.rate)} is not a number of items per second from 1 to 999999`,
    );
  }
  const snapshots = await fixings(origin, from, to);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 5 }));
  const { fixings: all, written } = await backfill(snapshots, {
    table: new RatesTable(client, values.table),
    writer: new BatchWriter({ client, tableName: values.table, writesPerSecond }),
    progress: progressBar(process.stderr, "fixings"),
  });
  console.log(`${written} of ${all} fixings written, ${all - written} already up to date`);
}

async function fixings(origin: string, from: Day, to: Day): Promise<Snapshot[]> {
  if (!/\.csv$/i.test(origin)) {
    const [provider] = providers([origin]);
    return (await provider?.between?.(from, to)) ?? [];
  }
  const all = readEcbCsv(await readFile(origin, "utf8"));
  return all.filter(({ day }) => day >= from && day <= to);
}

function dayOption(name: string, text: string): Day {
  if (!isDay(text) || text < FIRST_DAY) {
    throw new Error(`--${name}: ${JSON.stringify(text)} is not an existing day from ${FIRST_DAY} on`);
  }
  return text;
}
