import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { setTimeout } from "node:timers/promises";
import { regionsWithoutLogRole, withoutLogRole } from "../../aws/log-role";
import { messageOf, type Parsed, runCommand, UsageError } from "../../command";
import { costAtRest } from "../../cost/cost";
import { isObject, type JsonObject } from "../../terraform";
import { codeOf, interruptible, readSettings } from "../command";
import { Deployment } from "../deployment";
import type { Account } from "./account";
import { Journal } from "./journal";
import { report } from "./report";
import { Verification } from "./verification";
import type { VerifiedProps } from "./verified";

const USAGE = `npm run verify:aws -- --domain example.com --hosted-zone Z0123456789ABC

Deploys the configuration in cdktf.json to your AWS account under a separate name, checks the claims of the
documentation from outside, writes a report, and destroys everything. It takes one to two hours and changes only
resources that it has created. docs/verify-aws.md explains each check.

  --domain NAME        the domain of a public hosted zone in the account
  --hosted-zone ID     that hosted zone
  --account ID         confirms the account without a prompt
  --resume NAME        resumes an interrupted verification
  --destroy NAME       destroys the remaining resources of a verification

Exit codes: 0 every claim held, 1 a claim did not hold or could not be checked, 2 wrong usage, 130 interrupted.`;

const FOLDER = "verify-aws";
const HOURS = 2;
const HOURS_PER_MONTH = 730;

/** The world outside a deployment: AWS and the internet. */
export type World = Pick<VerifiedProps, "account" | "planes">;

const CONFIG = {
  options: {
    domain: { type: "string" },
    "hosted-zone": { type: "string" },
    account: { type: "string" },
    resume: { type: "string" },
    destroy: { type: "string" },
  },
} as const;

type Values = Parsed<typeof CONFIG>["values"];

/** Runs `npm run verify:aws` with the arguments of this process, and sets its exit code. */
export function verifyAws(world: World): Promise<void> {
  return runCommand({
    name: "verify:aws",
    help: USAGE,
    config: CONFIG,
    codeOf,
    run: ({ values }) => verifyIn(world, values),
  });
}

async function verifyIn(world: World, values: Values): Promise<number> {
  const { domain, "hosted-zone": zone, resume, destroy } = values;
  const isNew = domain !== undefined && zone !== undefined;
  if ([isNew, resume !== undefined, destroy !== undefined].filter(Boolean).length !== 1) {
    throw new UsageError("expected --domain and --hosted-zone, or --resume, or --destroy; see --help");
  }
  const { account } = world;
  const accountId = await account.id();
  const name = resume ?? destroy;
  const journal =
    name === undefined ? await begin(account, accountId, values) : Journal.open(join(FOLDER, name));
  if (journal === undefined) {
    console.log("Nothing was deployed.");
    return 2;
  }
  if (journal.entries.accountId !== accountId) {
    throw new UsageError(
      `${journal.entries.name} is in account ${journal.entries.accountId}; these credentials are for ${accountId}`,
    );
  }
  return verify(world, journal, destroy === undefined);
}

/** Prepares a verification and prompts for confirmation. Returns undefined if it is not confirmed. */
async function begin(account: Account, accountId: string, values: Values): Promise<Journal | undefined> {
  const { domain = "", "hosted-zone": id = "" } = values;
  const zone = await account.zoneName(id);
  if (domain !== zone && !domain.endsWith(`.${zone}`)) {
    throw new UsageError(`--domain: "${domain}" is not in the hosted zone ${id} (${zone})`);
  }
  const name = `verify-${randomBytes(3).toString("hex")}`;
  const configuration = await configurationOf(name, domain, { id, name: zone });
  const folder = join(FOLDER, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = deploymentIn(folder, configuration, new AbortController().signal);
  await draft.synthesize();
  const perMonth = costAtRest(draft.stack()).reduce((sum, { dollars }) => sum + dollars, 0);
  console.log(
    `This deploys ${draft.configured().length} resources to account ${accountId}, under the names ${name} and ${String(configuration["domainName"])},
and destroys them afterwards. At rest they cost $${perMonth.toFixed(2)} per month: about $${((perMonth * HOURS) / HOURS_PER_MONTH).toFixed(2)} for ${HOURS} hours. AWS bills some
parts by the month or the day (web ACLs, health checks, keys): expect up to $${(perMonth / 4).toFixed(2)}.`,
  );
  if (!(await confirmed(accountId, values.account))) {
    return undefined;
  }
  return Journal.create(folder, {
    name,
    accountId,
    configuration,
    findings: [],
    deployed: false,
  });
}

/** Returns the user's configuration with separate names, and without settings that would block the checks. */
async function configurationOf(
  name: string,
  domain: string,
  hostedZone: { readonly id: string; readonly name: string },
): Promise<JsonObject> {
  const own = readSettings(process.cwd());
  const regions = isObject(own["regions"]) ? own["regions"] : { "us-east-1": {}, "eu-west-1": {} };
  const unset = await regionsWithoutLogRole(Object.keys(regions));
  if (unset.length > 0) {
    throw new UsageError(withoutLogRole(unset));
  }
  const { clientNetworks: _networks, clients: _clients, functions: _functions, ...rest } = own;
  return {
    ...rest,
    name,
    domainName: `${name}.${domain}`,
    hostedZone: { ...hostedZone },
    regions,
    alarmEmails: [],
    stateBackend: { type: "local" },
  };
}

async function confirmed(accountId: string, given: string | undefined): Promise<boolean> {
  if (given !== undefined) {
    return given === accountId;
  }
  if (!process.stdin.isTTY) {
    throw new UsageError(`add --account ${accountId} to confirm`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("Type the account's id to start: ");
  terminal.close();
  return answer.trim() === accountId;
}

/** Runs the checks, if wanted, and always cleans up. */
async function verify(world: World, journal: Journal, check: boolean): Promise<number> {
  const folder = join(FOLDER, journal.entries.name);
  let interrupted = false;
  if (check) {
    const interruption = interruptible();
    interruption.addEventListener("abort", () =>
      console.error("\nInterrupted: Terraform ends its step first. Press Ctrl-C again to interrupt it."),
    );
    try {
      await verification(world, journal, folder, interruption).check();
    } catch (error) {
      interrupted = interruption.aborted;
      console.error(interrupted ? "Cleaning up. Press Ctrl-C again to stop the cleanup." : messageOf(error));
    }
  }
  try {
    await verification(world, journal, folder, interruptible()).cleanUp();
  } finally {
    const file = join(folder, "report.md");
    writeFileSync(file, report(journal.entries));
    console.log(`\nReport: ${file}`);
    if (journal.entries.deployed) {
      console.log(`Resources may remain: npm run verify:aws -- --destroy ${journal.entries.name}`);
    }
  }
  if (interrupted) {
    return 130;
  }
  return journal.entries.findings.every(({ verdict }) => verdict === "held") ? 0 : 1;
}

function verification(world: World, journal: Journal, folder: string, signal: AbortSignal): Verification {
  return new Verification({
    ...world,
    time: {
      now: () => performance.now() / 1000,
      wait: (seconds) => setTimeout(seconds * 1000, undefined, { signal }),
      throwIfInterrupted: () => signal.throwIfAborted(),
    },
    deployment: deploymentIn(folder, journal.entries.configuration, signal),
    journal,
    say: (line) => console.log(line),
  });
}

function deploymentIn(folder: string, configuration: JsonObject, signal: AbortSignal): Deployment {
  const environment = {
    ...process.env,
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    CHECKPOINT_DISABLE: "1",
    GLOBAL_API_CONTEXT: "",
  };
  return new Deployment({ configuration, folder, environment, signal, ending: "finish" });
}
