import { added, changed, foundIn, stays } from "../plan";

const rule = (cidr: string, port = 443, protocol = "tcp") => ({
  protocol,
  from_port: port,
  to_port: port,
  cidr_blocks: [cidr],
});
const group = (...ingress: readonly object[]) => ({ ingress });

test.each([
  ["a source that is removed", group(rule("10.0.0.0/8"), rule("10.0.0.0/8", 80)), group(rule("10.0.0.0/8"))],
  ["a smaller network", group(rule("10.0.0.0/8")), group(rule("10.7.0.0/16"))],
  ["another port", group(rule("10.0.0.0/8")), group(rule("10.0.0.0/8", 444))],
])("refuses connections: %s", (_, before, after) => {
  expect(foundIn([changed("aws_security_group.a", before, after), stays])).toEqual(["requests-refused"]);
});

test.each([
  ["one more source", group(rule("10.0.0.0/8")), group(rule("10.0.0.0/8"), rule("172.16.0.0/12"))],
  ["a larger network", group(rule("10.7.0.0/16")), group(rule("10.0.0.0/8"))],
  ["every protocol", group(rule("10.0.0.0/8")), group(rule("10.0.0.0/8", 0, "-1"))],
])("refuses nothing: %s", (_, before, after) => {
  expect(foundIn([changed("aws_security_group.a", before, after), stays])).toEqual([]);
});

test("rules that are known only after the apply are not judged", () => {
  const unknown = {
    ...changed("aws_security_group.a", group(rule("10.0.0.0/8")), {}),
    unknown: { ingress: true },
  };
  const configuration = {
    root_module: {
      resources: [
        {
          mode: "managed",
          type: "aws_security_group",
          name: "a",
          expressions: { ingress: { references: ["var.rules"] } },
        },
      ],
    },
  };
  expect(foundIn([unknown, stays], { configuration })).toEqual(["requests-refused"]);
});

test.each([
  ["aws_default_security_group.a", {}, ["requests-refused"]],
  [
    "aws_network_acl_rule.a",
    { network_acl_id: "acl-1", rule_action: "deny", cidr_block: "10.0.0.0/8" },
    ["requests-refused"],
  ],
  ["aws_network_acl_rule.a", { network_acl_id: "acl-1", rule_action: "allow", cidr_block: "10.0.0.0/8" }, []],
  ["aws_s3_bucket_notification.a", { bucket: "letters", eventbridge: true }, ["target-changed"]],
  [
    "aws_route53_record.a",
    { zone_id: "Z1", name: "a.example.com", type: "TXT", ttl: 60, records: ["a"], allow_overwrite: true },
    ["routing-changed"],
  ],
  [
    "aws_lb_listener_rule.a",
    { listener_arn: "arn:l", condition: [{ path_pattern: [{ values: ["/*"] }] }] },
    ["target-changed"],
  ],
  [
    "aws_lb_listener_rule.a",
    { listener_arn: "arn:l", condition: [{ path_pattern: [{ values: ["/orders/*"] }] }] },
    [],
  ],
  [
    "aws_lb_listener_rule.a",
    {
      listener_arn: "arn:l",
      condition: [{ path_pattern: [{ values: ["/*"] }] }, { host_header: [{ values: ["a.example"] }] }],
    },
    [],
  ],
])("new resources: %s %j", (address, after, rules) => {
  expect(foundIn([added(address, after), stays])).toEqual(rules);
});
