import { whyKeptOut } from "../../src/route53/checker-access";
import { readTerraform } from "../../src/terraform";

const OPEN = {
  Effect: "Allow",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: "${aws_s3_bucket.notes.arn}/*",
};

/** Why checkers may not read the object `today/a` over HTTPS. */
function keptOut(...statements: readonly object[]): string | undefined {
  const policy = JSON.stringify({ Statement: statements });
  const document = { resource: { aws_s3_bucket_policy: { notes: { bucket: "notes", policy } } } };
  const resource = readTerraform(JSON.stringify(document)).resources.get("aws_s3_bucket_policy.notes");
  return resource && whyKeptOut(resource, "s3:GetObject", true, "today/a");
}

test.each([
  ["any object of a referenced bucket", {}],
  ["any AWS principal", { Principal: { AWS: ["*"] } }],
  ["an action in other letters", { Action: "S3:getobject" }],
  ["an action with wildcards", { Action: ["s3:Put*", "s3:Get?b*t"] }],
  ["objects of this kind", { Resource: "arn:aws:s3:::notes/to*/?" }],
  ["objects of all buckets", { Resource: "arn:aws:s3:::*" }],
  ["requests over HTTPS", { Condition: { Bool: { "aws:SecureTransport": true } } }],
  ["requests from anywhere", { Condition: { IpAddress: { "aws:SourceIp": ["0.0.0.0/0"] } } }],
])("a policy is about the requests of health checkers if it names %s", (_what, change) => {
  expect(keptOut({ ...OPEN, ...change })).toBeUndefined();
  expect(keptOut(OPEN, { ...OPEN, ...change, Effect: "Deny" })).toMatch(/ keeps (\d+) of \1 ranges of/);
});

test.each([
  ["one account", { Principal: { AWS: "arn:aws:iam::111122223333:root" } }],
  ["another action", { Action: "s3:Get*Acl" }],
  ["the actions besides one", { Action: undefined, NotAction: "s3:PutObject" }],
  ["the bucket itself", { Resource: "${aws_s3_bucket.notes.arn}" }],
  ["other objects", { Resource: "arn:aws:s3:::notes/*/b" }],
  ["the objects besides some", { Resource: undefined, NotResource: "arn:aws:s3:::notes/today/a" }],
  ["requests over HTTP", { Condition: { Bool: { "aws:SecureTransport": "false" } } }],
])("a policy is not about the requests of health checkers if it names %s", (_what, change) => {
  expect(keptOut({ ...OPEN, ...change })).toMatch(/^aws_s3_bucket_policy\.notes keeps (\d+) of \1 ranges of/);
  expect(keptOut(OPEN, { ...OPEN, ...change, Effect: "Deny" })).toBeUndefined();
});

test("a condition of other callers lets no health checker in, and may deny every one", () => {
  const Condition = { StringEquals: { "aws:PrincipalOrgID": "o-1" } };
  expect(keptOut({ ...OPEN, Condition })).toMatch(/ keeps (\d+) of \1 ranges of/);
  expect(keptOut(OPEN, { ...OPEN, Effect: "Deny", Condition })).toMatch(/ keeps (\d+) of \1 ranges of/);
});
