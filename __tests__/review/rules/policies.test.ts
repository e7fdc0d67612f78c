import { added, changed, foundIn, type Planned, stays } from "../plan";

describe("policies", () => {
  const policy = (...statements: readonly object[]) => ({
    policy: JSON.stringify({ Statement: statements }),
  });
  const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::a/*" };
  const widened = (before: object, after: object) =>
    foundIn([changed("aws_iam_policy.a", before, after), stays]).filter((rule) => rule.startsWith("policy-"));

  test.each([
    ["another action", policy(read), policy({ ...read, Action: ["s3:GetObject", "s3:PutObject"] })],
    ["more resources", policy(read), policy({ ...read, Resource: "arn:aws:s3:::a*" })],
    [
      "a condition that is gone",
      policy({ ...read, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      policy(read),
    ],
    ["a denial that is gone", policy(read, { ...read, Effect: "Deny" }), policy(read)],
    [
      "NotAction",
      policy(read),
      policy({ Effect: "Allow", NotAction: "iam:*", Resource: "arn:aws:s3:::a/*" }),
    ],
  ])("widened by %s", (_, before, after) => {
    expect(widened(before, after)).toEqual(["policy-widened"]);
  });

  test.each([
    ["everything on everything", policy(read), policy({ Effect: "Allow", Action: "*", Resource: "*" })],
    ["anybody", policy(read), policy({ ...read, Principal: "*" })],
    ["all but a few actions", policy(read), policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })],
    [
      "everyone with an account at a web identity provider",
      policy({
        ...read,
        Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
        Condition: { StringEquals: { "gitlab.com:sub": "a" } },
      }),
      policy({ ...read, Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" } }),
    ],
  ])("open to %s", (_, before, after) => {
    expect(widened(before, after)).toEqual(["policy-open"]);
  });

  test.each([
    [
      "the same in another order",
      policy({ ...read, Action: ["s3:GetObject", "s3:PutObject"] }),
      policy({ ...read, Action: ["s3:putobject", "s3:GetObject"] }),
    ],
    ["less", policy({ ...read, Action: "s3:*" }), policy(read)],
    ["one more denial", policy(read), policy(read, { ...read, Effect: "Deny" })],
  ])("not widened by %s", (_, before, after) => {
    expect(widened(before, after)).not.toContain("policy-widened");
  });

  test.each([
    ["an action less", policy(read, { ...read, Action: "s3:PutObject" }), policy(read), "policy-narrowed"],
    ["one more denial", policy(read), policy(read, { ...read, Effect: "Deny" }), "policy-narrowed"],
    ["other words for the same", policy({ ...read, Action: ["s3:GetObject"] }), policy(read), undefined],
  ])("narrowed by %s", (_, before, after, rule) => {
    expect(widened(before, after)).toEqual(rule === undefined ? [] : [rule]);
  });

  test("read in the blocks of a role", () => {
    const role = (action: string) => ({
      inline_policy: [{ name: "a", ...policy({ ...read, Action: action }) }],
    });
    expect(foundIn([changed("aws_iam_role.a", role("s3:GetObject"), role("s3:*")), stays])).toEqual([
      "policy-widened",
    ]);
  });

  test.each([
    [
      "a new role for anyone",
      added("aws_iam_role.a", { assume_role_policy: policy({ ...read, Principal: "*" }).policy }),
      ["policy-open"],
    ],
    [
      "a policy for an old user",
      added("aws_iam_user_policy_attachment.a", {
        user: "ada",
        policy_arn: "arn:aws:iam::123456789012:policy/reader",
      }),
      ["policy-attached"],
    ],
    [
      "an old user in a group",
      added("aws_iam_user_group_membership.a", { user: "ada", groups: ["admins"] }),
      ["policy-attached"],
    ],
    [
      "a policy of an old bucket",
      added("aws_s3_bucket_policy.a", { bucket: "letters", ...policy(read) }),
      ["policy-widened"],
    ],
    ["a new policy of few actions", added("aws_iam_policy.a", policy(read)), []],
    [
      "a denial for an old group",
      added("aws_iam_group_policy.a", { group: "writers", ...policy({ ...read, Effect: "Deny" }) }),
      ["policy-narrowed"],
    ],
    [
      "a password for an old user",
      added("aws_iam_user_login_profile.a", { user: "ada" }),
      ["policy-attached"],
    ],
    [
      "a policy for an old organizational unit",
      added("aws_organizations_policy_attachment.a", { policy_id: "p-1", target_id: "ou-1" }),
      ["policy-attached"],
    ],
  ])("of new resources: %s", (_, planned, expected) => {
    expect(foundIn([planned, stays])).toEqual(expected);
  });

  test("a new credential of a new user is not found", () => {
    const user = added("aws_iam_user.a", { name: "ci" });
    expect(foundIn([user, added("aws_iam_access_key.a", { user: "ci" }), stays])).toEqual([]);
  });

  test("a new policy of a new role is not found", () => {
    const grant = added("aws_iam_role_policy.a", { role: "worker", ...policy(read) });
    expect(foundIn([added("aws_iam_role.a", { name: "worker" }), grant, stays])).toEqual([]);
  });
});

describe("conditions", () => {
  const issuer = "token.actions.githubusercontent.com";
  const role = (principal: object | string, condition: object) => ({
    assume_role_policy: JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: principal, Condition: condition }],
    }),
  });
  const github = { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` };

  test.each<[string, object | string, object]>([
    ["encrypted connections only", "*", { Bool: { "aws:SecureTransport": "true" } }],
    ["any address", "*", { IpAddress: { "aws:SourceIp": ["0.0.0.0/0"] } }],
    ["both halves of the internet", "*", { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } }],
    ["everyone but one", "*", { StringNotEquals: { "aws:SourceVpc": "vpc-1" } }],
    [
      "every repository, by the audience",
      github,
      { StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com" } },
    ],
    ["every repository, by a wildcard", github, { StringLike: { [`${issuer}:sub`]: "repo:*" } }],
  ])("without any restriction: %s", (_, principal, condition) => {
    expect(foundIn([added("aws_iam_role.a", role(principal, condition)), stays])).toEqual(["policy-open"]);
  });

  test.each<[string, object | string, object]>([
    ["one organization", "*", { StringEquals: { "aws:PrincipalOrgID": "o-1" } }],
    ["one network", "*", { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }],
    ["the repositories of one owner", github, { StringLike: { [`${issuer}:sub`]: "repo:example/*" } }],
  ])("that restrict callers: %s", (_, principal, condition) => {
    expect(foundIn([added("aws_iam_role.a", role(principal, condition)), stays])).toEqual([]);
  });

  test.each<[string, object, readonly string[]]>([
    ["only some networks", { NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } }, []],
    ["only one VPC endpoint", { StringNotEquals: { "aws:SourceVpce": "vpce-1" } }, []],
    ["insecure connections", { Bool: { "aws:SecureTransport": "false" } }, ["policy-open"]],
    ["some networks", { IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } }, ["policy-open"]],
    [
      "insecure connections from other networks",
      {
        NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24"] },
        Bool: { "aws:SecureTransport": "false" },
      },
      ["policy-open"],
    ],
    ["no network", { NotIpAddress: { "aws:SourceIp": ["0.0.0.0/0"] } }, ["policy-open"]],
  ])("of a denial that leaves or denies %s", (_, condition, expected) => {
    const everyone = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
    const policy = JSON.stringify({
      Statement: [everyone, { ...everyone, Effect: "Deny", Condition: condition }],
    });
    expect(foundIn([added("aws_sqs_queue_policy.a", { policy }), stays])).toEqual(expected);
  });

  test("the first policy of a REST API opens nothing, and a later one may", () => {
    const open = role("*", {}).assume_role_policy;
    const closed = role({ AWS: "arn:aws:iam::123456789012:root" }, {}).assume_role_policy;
    const of = (before: string) =>
      changed("aws_api_gateway_rest_api_policy.a", { policy: before }, { policy: open });
    expect(foundIn([added("aws_api_gateway_rest_api_policy.a", { policy: open }), stays])).toEqual([]);
    expect(foundIn([of(closed), stays])).toEqual(["policy-open"]);
  });

  test("a new policy that is sensitive cannot be reviewed", () => {
    const trust = added("aws_iam_role.a", role("*", {}));
    expect(foundIn([{ ...trust, afterSensitive: { assume_role_policy: true } }, stays])).toEqual([
      "policy-unknown",
    ]);
  });

  test("a new role for another account is found, and one for the same account is not", () => {
    const of = (account: string) =>
      added("aws_iam_role.a", role({ AWS: `arn:aws:iam::${account}:root` }, {}));
    expect(foundIn([of("210987654321"), stays])).toEqual(["policy-widened"]);
    expect(foundIn([of("123456789012"), stays])).toEqual([]);
  });

  test("a function that another account may call is found", () => {
    const of = (principal: string) => added("aws_lambda_permission.a", { function_name: "api", principal });
    expect(foundIn([of("210987654321"), stays])).toEqual(["security-weakened"]);
  });

  test("a function that a service may call for any of its customers is found", () => {
    const of = (source: Partial<Planned>) => ({
      ...added("aws_lambda_permission.a", { function_name: "api", principal: "sns.amazonaws.com" }),
      ...source,
    });
    expect(foundIn([of({}), stays])).toEqual(["security-weakened"]);
    expect(foundIn([of({ unknown: { source_arn: true } }), stays])).toEqual([]);
  });

  test("a new policy for another account is found, and so is a permission set's", () => {
    const Statement = {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::210987654321:root" },
      Action: "ecr:*",
    };
    const policy = JSON.stringify({ Statement: [Statement] });
    expect(foundIn([added("aws_ecr_registry_policy.a", { policy }), stays])).toEqual(["policy-widened"]);
    const attachment = added("aws_ssoadmin_managed_policy_attachment.a", {
      permission_set_arn: "arn:aws:sso:::permissionSet/a",
      managed_policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
    });
    expect(foundIn([attachment, stays])).toEqual(["policy-attached"]);
  });

  test("a resource that detaches every other policy is found", () => {
    const exclusive = added("aws_iam_role_policy_attachments_exclusive.a", {
      role_name: "api",
      policy_arns: [],
    });
    expect(foundIn([exclusive, stays])).toEqual(["policy-narrowed"]);
  });
});
