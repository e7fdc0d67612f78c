import { synthStack } from "./synth";

const stack = synthStack({ regions: { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} } });

test("each region has one certificate, for the shared and for its own pinned name", () => {
  expect(stack.at("aws_acm_certificate.eu-west-1_certificate")).toMatchObject({
    provider: "aws.eu-west-1",
    domain_name: "api.example.com",
    subject_alternative_names: ["eu-west-1.api.example.com"],
    validation_method: "DNS",
    lifecycle: { create_before_destroy: true },
  });
  expect(stack.all("aws_acm_certificate")).toHaveLength(3);
});

test("the shared name's validation record, the same in every region, is owned once", () => {
  const validated = stack
    .all("aws_route53_record")
    .map(({ name }) => String(name))
    .filter((name) => name.includes("domain_validation_options"))
    .map((name) => /option\.domain_name == "([^"]*)"/.exec(name)?.[1]);
  expect(validated.sort()).toEqual([
    "ap-south-1.api.example.com",
    "api.example.com",
    "eu-west-1.api.example.com",
    "us-east-1.api.example.com",
  ]);
});

test("no record may overwrite another's", () => {
  for (const record of stack.all("aws_route53_record")) {
    expect(record).not.toHaveProperty("allow_overwrite");
  }
});

test("every region waits for its own two names and for no other region's", () => {
  expect(stack.at("aws_acm_certificate_validation.ap-south-1_certificate_issued")).toMatchObject({
    provider: "aws.ap-south-1",
    validation_record_fqdns: [
      "${aws_route53_record.validation_shared.fqdn}",
      "${aws_route53_record.validation_ap-south-1.fqdn}",
    ],
  });
});

test("the shared record comes from the table's home region, which never leaves", () => {
  expect(String(stack.at("aws_route53_record.validation_shared")["name"])).toContain(
    "aws_acm_certificate.us-east-1_certificate.domain_validation_options",
  );
});
