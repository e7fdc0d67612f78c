import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { service } from "#service";
import type { Account, ItemKey } from "../../src/deploy/verify/account";
import { Journal } from "../../src/deploy/verify/journal";
import { report } from "../../src/deploy/verify/report";
import { Verification } from "../../src/deploy/verify/verification";
import type { VerifiedProps } from "../../src/deploy/verify/verified";
import type { DataPlanes, EvacuableStack } from "../../src/evacuation";
import { LocalRegions } from "../../src/local/local-regions";
import { readStack } from "../../src/local/stack/stack";
import { isObject, type JsonObject, readTerraform } from "../../src/terraform";
import { synthStackFile } from "../constructs/synth";
import { synthesized } from "../local/support";
import { localPlanes } from "./local-world";

const SPEED = 40;
const ZONE = "example.com";

const folder = mkdtempSync(join(tmpdir(), "verify-"));
let regions: LocalRegions;

beforeAll(async () => {
  const stack = readStack(synthesized(folder, {}));
  regions = new LocalRegions({ stack, speed: SPEED, port: 0, live: false, service });
  await regions.start();
});
afterAll(async () => {
  await regions.stop();
  rmSync(folder, { recursive: true, force: true });
});

const TABLES = ["aws_dynamodb_table.us-east-1_table", "aws_dynamodb_table_replica.eu-west-1_table"];

/** Terraform's part, without Terraform: the stack is synthesized for real. */
class Deployed {
  readonly log: string[] = [];
  private configuration: JsonObject = {};
  /** Reasons for which the next deployments fail. */
  failures: string[] = [];
  resources: readonly string[] = [];
  /** Resources that a destruction leaves. */
  left: string[] = [];
  isEmpty = true;
  failoverSeconds = regions.failoverSeconds + 300;

  configure(configuration: JsonObject): void {
    this.configuration = configuration;
  }

  stack() {
    const { hostedZone: _zone, domainName: _domain, name: _name, ...settings } = this.configuration;
    return readTerraform(readFileSync(synthStackFile(settings), "utf8"));
  }

  configured() {
    return [...this.stack().resources.values()];
  }

  async deploy(): Promise<void> {
    const { regions: configured } = this.configuration;
    const states = Object.entries(isObject(configured) ? configured : {}).map(([region, settings]) =>
      isObject(settings) && settings["status"] !== undefined ? `${region} ${settings["status"]}` : region,
    );
    this.log.push(`deploy ${states.join(", ")}`);
    this.resources = TABLES;
    const failure = this.failures.shift();
    if (failure !== undefined) {
      throw new Error(failure);
    }
  }

  async deployOnly(addresses: readonly string[]): Promise<void> {
    this.log.push(`deploy only ${addresses.join(", ")}`);
  }

  async destroy(): Promise<void> {
    this.log.push("destroy");
    this.resources = this.left;
  }

  async deployed() {
    return this.resources;
  }

  /** With five minutes more than the stack states: at this speed, a busy machine is late by as much. */
  async outputs() {
    return new Map([["failover_seconds", this.failoverSeconds]]);
  }

  async plan() {
    return { isEmpty: this.isEmpty, changes: [] };
  }
}

/** The account, with the regions on this machine in place of AWS's. */
const account: Account = {
  id: async () => "111122223333",
  zoneName: async () => ZONE,
  stopFunction: async (region) => regions.faults.fail(region, ["function"]),
  startFunction: async (region) => regions.faults.heal(region),
  alarms: async (region, prefix) =>
    regions
      .state()
      .filter((state) => state.region === region && state.healthy === false)
      .map((state) => `${prefix}-${state.region}-outage`),
  putItem: async (region, item) => {
    await client(region).send(new PutItemCommand({ TableName: TABLE, Item: keyOf(item) }));
  },
  hasItem: async (region, item) => {
    const { Item } = await client(region).send(new GetItemCommand({ TableName: TABLE, Key: keyOf(item) }));
    return Item !== undefined;
  },
  deleteItem: async (region, item) => {
    await client(region).send(new DeleteItemCommand({ TableName: TABLE, Key: keyOf(item) }));
  },
};

const TABLE = "currency-exchange";

function client(region: string): DynamoDBClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new DynamoDBClient({ region, endpoint: regions.tables.in(region).url, credentials });
}

function keyOf({ key }: ItemKey) {
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, { S: value }]));
}

/** The time of an evacuation passes more slowly, because a busy machine is late at this speed. */
const SLOWER = 10;

async function planes(stack: EvacuableStack): Promise<DataPlanes> {
  const { url, dnsPort, buckets } = regions;
  return {
    ...localPlanes({ url, dnsPort, s3: buckets.url }, stack, SPEED / SLOWER),
    replicationLatency: async () => 0,
  };
}

function verification(name: string, over: Partial<VerifiedProps> = {}) {
  const deployment = new Deployed();
  const journal = Journal.create(mkdtempSync(join(folder, name)), {
    name,
    accountId: "111122223333",
    configuration: {
      name,
      domainName: "api.example.com",
      hostedZone: { id: "Z0123456789ABC", name: ZONE },
      regions: { "us-east-1": {}, "eu-west-1": {} },
    },
    findings: [],
    deployed: false,
  });
  deployment.configure(journal.entries.configuration);
  const props: VerifiedProps = {
    account,
    planes,
    time: {
      now: () => (performance.now() / 1000) * SPEED,
      wait: (seconds) => setTimeout((seconds * 1000) / SPEED),
      throwIfInterrupted: () => undefined,
    },
    deployment,
    journal,
    say: () => undefined,
    ...over,
  };
  return { deployment, journal, verification: new Verification(props) };
}

const verdicts = (journal: Journal) =>
  Object.fromEntries(journal.entries.findings.map(({ id, verdict }) => [id, verdict]));

test("checks every claim of a sound deployment, then destroys it", async () => {
  const { deployment, journal, verification: sound } = verification("verify-sound");
  await sound.check();
  await sound.cleanUp();
  expect(journal.entries.findings.filter(({ verdict }) => verdict !== "held")).toEqual([]);
  expect(journal.entries.findings.map(({ id }) => id)).toEqual([
    ...["deploy", "second-plan", "pinned", "nearest", "replication", "quiet"],
    ...["failover", "alarm", "others", "return", "quiet-again", "evacuation", "removal", "destroy"],
  ]);
  expect(deployment.log).toEqual([
    "deploy us-east-1, eu-west-1",
    "deploy us-east-1, eu-west-1 draining",
    "deploy us-east-1, eu-west-1 retired",
    "deploy us-east-1",
    `deploy only ${TABLES.join(", ")}`,
    "destroy",
  ]);
  expect(journal.entries).toMatchObject({ deployed: false, stopped: undefined });
  expect(report(journal.entries)).toContain("14 claims held, 0 did not, 0 could not be checked.");
}, 120_000);

test("cleans up after a deployment that fails, whatever else fails, and checks nothing else", async () => {
  const {
    deployment,
    journal,
    verification: failing,
  } = verification("verify-refused", {
    account: { ...account, startFunction: () => Promise.reject(new Error("ResourceNotFoundException")) },
  });
  journal.update({ stopped: { region: "eu-west-1", name: "currency-exchange-api" } });
  // It would fail each time: the cleanup must not deploy the whole configuration again.
  deployment.failures = ["Error: LimitExceeded", "Error: LimitExceeded"];
  await failing.check();
  await failing.cleanUp();
  expect(verdicts(journal)).toEqual({ deploy: "not held", destroy: "held" });
  expect(deployment.log.slice(1)).toEqual([`deploy only ${TABLES.join(", ")}`, "destroy"]);
});

test("destroys the rest if the tables stay protected, and does not claim success", async () => {
  const { deployment, journal, verification: protectedTables } = verification("verify-protected");
  deployment.resources = TABLES;
  deployment.deployOnly = () => Promise.reject(new Error("Error: AccessDenied\n\n  with aws_dynamodb_table"));
  journal.update({ deployed: true });
  await protectedTables.cleanUp();
  expect(deployment.log).toEqual(["destroy"]);
  expect(journal.entries).toMatchObject({ deployed: true, findings: [{ measured: "Error: AccessDenied" }] });
});

test("reports a failed claim and the remaining resources", async () => {
  const {
    deployment,
    journal,
    verification: leaving,
  } = verification("verify-leftover", {
    planes: async (stack) => ({ ...(await planes(stack)), servedBy: async () => "us-east-1" }),
    account: { ...account, hasItem: () => Promise.reject(new Error("AccessDenied")) },
    time: {
      now: () => performance.now() * 10,
      wait: () => setTimeout(1),
      throwIfInterrupted: () => undefined,
    },
  });
  deployment.isEmpty = false;
  deployment.failoverSeconds = 0;
  deployment.left = ["aws_dynamodb_table.us-east-1_table"];
  await leaving.check();
  await leaving.cleanUp();
  expect(verdicts(journal)).toMatchObject({
    "second-plan": "not held",
    nearest: "not held",
    replication: "not checked",
    failover: "not held",
    evacuation: "not held",
    removal: "not held",
    destroy: "not held",
  });
  expect(journal.entries.deployed).toBe(true);
  const page = report(journal.entries);
  expect(page).toContain("aws_dynamodb_table.us-east-1_table");
  expect(page).toContain("npm run verify:aws -- --destroy verify-leftover");
  // What an interruption left is resumed and cleaned up by what the file says.
  deployment.left = [];
  await leaving.cleanUp();
  expect(journal.entries.deployed).toBe(false);
}, 60_000);

test("starts a stopped function again when it is interrupted, and resumes", async () => {
  let interruption: Error | undefined;
  const real = verification("verify-interrupted");
  const { journal } = real;
  const started: string[] = [];
  const { verification: interrupted, deployment } = verification("verify-interrupted", {
    journal,
    account: {
      ...account,
      stopFunction: async () => {
        interruption = new Error("interrupted");
      },
      startFunction: async (region) => {
        started.push(region);
      },
    },
    time: {
      now: () => performance.now() / 1000,
      wait: async () => {
        if (interruption !== undefined) {
          throw interruption;
        }
        await setTimeout(1);
      },
      throwIfInterrupted: () => {
        if (interruption !== undefined) {
          throw interruption;
        }
      },
    },
  });
  await expect(interrupted.check()).rejects.toThrow("interrupted");
  expect(journal.entries.stopped).toEqual({ region: "eu-west-1", name: "currency-exchange-api" });
  interruption = undefined;
  await interrupted.cleanUp();
  expect(started).toEqual(["eu-west-1"]);
  expect(journal.entries).toMatchObject({ deployed: false, stopped: undefined });
  deployment.failures = ["Error: stop here"];
  await interrupted.check();
  expect(verdicts(journal)).toMatchObject({ "second-plan": "held", deploy: "not held" });
}, 60_000);
