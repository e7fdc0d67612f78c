import { GlobalTable } from "../../src/constructs/global-table";
import { TableReplica } from "../../src/constructs/table-replica";
import { synthRegion, synthStack } from "./synth";

const KEY = "arn:aws:kms:us-east-1:111122223333:key/1";

function table(keyArn?: string) {
  return synthRegion((region) => {
    const home = new GlobalTable(region, "table", { tableName: "rates", deletionProtection: true, keyArn });
    new TableReplica(region, "replica", { table: home, deletionProtection: true, keyArn });
  });
}

describe("the table at home", () => {
  test("is on demand, backed up, protected, expires items, and streams to its replicas", () => {
    expect(table().only("aws_dynamodb_table")).toMatchObject({
      billing_mode: "PAY_PER_REQUEST",
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: true,
      ttl: { attribute_name: "expiresAt", enabled: true },
      stream_enabled: true,
      stream_view_type: "NEW_AND_OLD_IMAGES",
    });
  });

  test("leaves the replicas to their own resources: else the next apply would delete them", () => {
    expect(table().only("aws_dynamodb_table")).toMatchObject({ lifecycle: { ignore_changes: ["replica"] } });
    expect(table().only("aws_dynamodb_table")).not.toHaveProperty("replica");
  });

  test("is encrypted with a customer's key where one is given", () => {
    expect(table(KEY).only("aws_dynamodb_table")).toMatchObject({
      server_side_encryption: { enabled: true, kms_key_arn: KEY },
    });
    expect(table().only("aws_dynamodb_table")).not.toHaveProperty("server_side_encryption");
  });
});

describe("a replica", () => {
  test("asks for its own backups and its own protection", () => {
    expect(table().only("aws_dynamodb_table_replica")).toMatchObject({
      point_in_time_recovery: true,
      deletion_protection_enabled: true,
    });
  });

  test("has its own region's key", () => {
    const stack = synthStack({ encryption: "customer-keys" });
    expect(stack.at("aws_dynamodb_table_replica.eu-west-1_table")).toMatchObject({
      kms_key_arn: "${aws_kms_key.eu-west-1_key.arn}",
    });
    expect(stack.at("aws_dynamodb_table.us-east-1_table")).toMatchObject({
      server_side_encryption: { kms_key_arn: "${aws_kms_key.us-east-1_key.arn}" },
    });
    expect(stack.at("aws_kms_key.eu-west-1_key")).toMatchObject({
      provider: "aws.eu-west-1",
      enable_key_rotation: true,
    });
  });
});

test("the table stays at home when regions come, go and change order", () => {
  const addressesFor = (regions: object) =>
    synthStack({ regions }).addresses.filter((address) => address.startsWith("aws_dynamodb_table."));
  const home = ["aws_dynamodb_table.us-east-1_table"];
  expect(addressesFor({ "us-east-1": {} })).toEqual(home);
  expect(addressesFor({ "ap-south-1": {}, "us-east-1": {} })).toEqual(home);
  expect(addressesFor({ "us-east-1": {}, "af-south-1": {}, "eu-west-1": {} })).toEqual(home);
});

test("each replica is made by its own region's provider", () => {
  const stack = synthStack({ regions: { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} } });
  expect(stack.at("aws_dynamodb_table_replica.eu-west-1_table")["provider"]).toBe("aws.eu-west-1");
  expect(stack.at("aws_dynamodb_table_replica.ap-south-1_table")["provider"]).toBe("aws.ap-south-1");
});

test("protection is off by configuration alone, in every region at once", () => {
  const stack = synthStack({ table: { deletionProtection: false } });
  expect(stack.only("aws_dynamodb_table")["deletion_protection_enabled"]).toBe(false);
  expect(stack.only("aws_dynamodb_table_replica")["deletion_protection_enabled"]).toBe(false);
});

test("a draining region gives its replica's protection up, and no other does", () => {
  const stack = synthStack({
    regions: { "us-east-1": {}, "eu-west-1": { status: "draining" }, "ap-south-1": {} },
  });
  expect(stack.at("aws_dynamodb_table_replica.eu-west-1_table")["deletion_protection_enabled"]).toBe(false);
  expect(stack.at("aws_dynamodb_table_replica.ap-south-1_table")["deletion_protection_enabled"]).toBe(true);
});
