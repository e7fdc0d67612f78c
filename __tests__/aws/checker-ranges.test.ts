import { BlockList } from "node:net";
import { CHECKER_RANGES, checkerAddress } from "../../src/aws";
import { changes, checkerRangesOf } from "../../src/aws/checker-ranges-update";

const prefix = (ip_prefix: string, region: string, service = "ROUTE53_HEALTHCHECKS") => ({
  ip_prefix,
  region,
  service,
});

test("keeps the checkers of AWS's commercial partition, and its date", () => {
  const published = {
    createDate: "2026-01-02-03-04-05",
    prefixes: [
      prefix("198.51.100.0/26", "eu-west-1"),
      prefix("192.0.2.0/26", "GLOBAL"),
      prefix("203.0.113.0/26", "cn-north-1"),
      prefix("203.0.113.64/26", "us-gov-west-1"),
      prefix("203.0.113.128/26", "eu-west-1", "EC2"),
    ],
  };
  expect(checkerRangesOf(published)).toEqual({
    published: "2026-01-02-03-04-05",
    ranges: [
      { range: "198.51.100.0/26", region: "eu-west-1" },
      { range: "192.0.2.0/26", region: "GLOBAL" },
    ],
  });
});

test.each([
  {},
  { createDate: "x", prefixes: [] },
  { createDate: "x", prefixes: [prefix("192.0.2.0/24", "eu-west-1", "EC2")] },
])("refuses what is not a list with checkers: %j", (json) => {
  expect(() => checkerRangesOf(json)).toThrow(/ip-ranges\.json|ROUTE53_HEALTHCHECKS/);
});

test("reports every added and removed range", () => {
  const before = [{ range: "192.0.2.0/26", region: "GLOBAL" }];
  const after = [{ range: "198.51.100.0/26", region: "eu-west-1" }];
  expect(changes(before, after)).toEqual(["+ 198.51.100.0/26 (eu-west-1)", "- 192.0.2.0/26 (GLOBAL)"]);
  expect(changes(before, before)).toEqual([]);
});

test("every checker region sends from a published range", () => {
  const list = new BlockList();
  for (const { range } of CHECKER_RANGES) {
    const [network = "", bits] = range.split("/");
    list.addSubnet(network, Number(bits), "ipv4");
  }
  for (const region of ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1", "sa-east-1", "elsewhere"]) {
    expect(list.check(checkerAddress(region), "ipv4")).toBe(true);
  }
});
