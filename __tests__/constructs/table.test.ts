import "./setup";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { DynamodbTableReplicaA } from "@cdktf/provider-aws/lib/dynamodb-table-replica";
import { Testing } from "cdktf";
import { Region } from "../../src/constructs/region";
import { HomeTable, type HomeTableProps, TableReplica } from "../../src/constructs/regional-table";
import { synthStack } from "./synth";

const KEY = "arn:aws:kms:us-east-1:111122223333:key/1";
const TABLE: HomeTableProps = {
  tableName: "rates",
  partitionKey: { name: "pk", type: "S" },
  sortKey: { name: "sk", type: "S" },
  timeToLiveAttribute: "expiresAt",
  deletionProtection: true,
  keyArn: undefined,
};
const REPLICA_KEY = "arn:aws:kms:eu-west-1:111122223333:key/2";

describe("the global table", () => {
  const synthesized = Testing.synthScope((scope) => {
    const region = new Region(scope, { name: "us-east-1", tags: {} });
    new HomeTable(region, "table", TABLE);
  });

  test("is on demand, backed up, and protected, and expires items", () => {
    expect(synthesized).toHaveResourceWithProperties(DynamodbTable, {
      provider: "aws.us-east-1",
      name: "rates",
      billing_mode: "PAY_PER_REQUEST",
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: true,
      ttl: { attribute_name: "expiresAt", enabled: true },
    });
  });

  test("streams changes to its replicas", () => {
    expect(synthesized).toHaveResourceWithProperties(DynamodbTable, {
      stream_enabled: true,
      stream_view_type: "NEW_AND_OLD_IMAGES",
    });
  });

  test("leaves its replicas to their own resources; otherwise the next apply deletes them", () => {
    expect(synthesized).toHaveResourceWithProperties(DynamodbTable, {
      lifecycle: { ignore_changes: ["replica"] },
    });
    expect(synthesized).not.toHaveResourceWithProperties(DynamodbTable, { replica: expect.anything() });
  });

  test("uses the key that AWS owns by default", () => {
    expect(synthesized).not.toHaveResourceWithProperties(DynamodbTable, {
      server_side_encryption: expect.anything(),
    });
  });

  test("is encrypted with a customer's key if one is given", () => {
    const encrypted = Testing.synthScope((scope) => {
      const region = new Region(scope, { name: "us-east-1", tags: {} });
      new HomeTable(region, "table", { ...TABLE, keyArn: KEY });
    });
    expect(encrypted).toHaveResourceWithProperties(DynamodbTable, {
      server_side_encryption: { enabled: true, kms_key_arn: KEY },
    });
  });
});

describe("a replica", () => {
  const synthesized = Testing.synthScope((scope) => {
    const home = new Region(scope, { name: "us-east-1", tags: {} });
    const table = new HomeTable(home, "table", { ...TABLE, keyArn: KEY });
    const replica = new Region(scope, { name: "eu-west-1", tags: {} });
    new TableReplica(replica, "table", { home: table, deletionProtection: true, keyArn: REPLICA_KEY });
  });

  test("is created by its own region's provider", () => {
    expect(synthesized).toHaveResourceWithProperties(DynamodbTableReplicaA, {
      provider: "aws.eu-west-1",
      global_table_arn: expect.stringMatching(/^\$\{aws_dynamodb_table\.us-east-1_table\w*\.arn\}$/),
    });
  });

  test("has its own backups, deletion protection, and key", () => {
    expect(synthesized).toHaveResourceWithProperties(DynamodbTableReplicaA, {
      point_in_time_recovery: true,
      deletion_protection_enabled: true,
      kms_key_arn: REPLICA_KEY,
    });
  });
});

describe("in the stack", () => {
  test("the table stays in its home region when regions are added, removed, or reordered", () => {
    const addressesFor = (regions: object) =>
      synthStack({ regions }).addresses.filter((address) => address.startsWith("aws_dynamodb_table."));
    const home = ["aws_dynamodb_table.us-east-1_table"];
    expect(addressesFor({ "us-east-1": {} })).toEqual(home);
    expect(addressesFor({ "ap-south-1": {}, "us-east-1": {} })).toEqual(home);
    expect(addressesFor({ "us-east-1": {}, "af-south-1": {}, "eu-west-1": {} })).toEqual(home);
  });

  test("each replica is created by its own region's provider", () => {
    const stack = synthStack({ regions: { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} } });
    expect(stack.at("aws_dynamodb_table_replica.eu-west-1_table")["provider"]).toBe("aws.eu-west-1");
    expect(stack.at("aws_dynamodb_table_replica.ap-south-1_table")["provider"]).toBe("aws.ap-south-1");
  });

  test("the table and each replica use their own region's key", () => {
    const stack = synthStack({ encryption: "customer-keys" });
    expect(stack.at("aws_dynamodb_table.us-east-1_table")).toMatchObject({
      server_side_encryption: { kms_key_arn: "${aws_kms_key.us-east-1_key.arn}" },
    });
    expect(stack.at("aws_dynamodb_table_replica.eu-west-1_table")).toMatchObject({
      kms_key_arn: "${aws_kms_key.eu-west-1_key.arn}",
    });
    expect(stack.at("aws_kms_key.eu-west-1_key")).toMatchObject({
      provider: "aws.eu-west-1",
      enable_key_rotation: true,
    });
  });

  test("the configuration turns deletion protection off in every region", () => {
    const stack = synthStack({ table: { deletionProtection: false } });
    expect(stack.only("aws_dynamodb_table")["deletion_protection_enabled"]).toBe(false);
    expect(stack.only("aws_dynamodb_table_replica")["deletion_protection_enabled"]).toBe(false);
  });

  test("only a draining region's replica loses its deletion protection", () => {
    const stack = synthStack({
      regions: { "us-east-1": {}, "eu-west-1": { status: "draining" }, "ap-south-1": {} },
    });
    expect(stack.at("aws_dynamodb_table_replica.eu-west-1_table")["deletion_protection_enabled"]).toBe(false);
    expect(stack.at("aws_dynamodb_table_replica.ap-south-1_table")["deletion_protection_enabled"]).toBe(true);
  });
});
