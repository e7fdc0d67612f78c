import "./setup";
import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Testing } from "cdktf";
import { Certificate } from "../../src/constructs/certificate";
import { Region } from "../../src/constructs/region";
import { ValidationRecord } from "../../src/constructs/validation-record";
import { synthStack } from "./synth";

describe("a certificate", () => {
  const synthesized = Testing.synthScope((scope) => {
    const region = new Region(scope, { name: "eu-west-1", tags: {} });
    const certificate = new Certificate(region, "certificate", {
      domainName: "api.example.com",
      alternativeNames: ["eu-west-1.api.example.com"],
    });
    const record = new ValidationRecord(scope, "validation", {
      provider: region.provider,
      zoneId: "Z0123456789",
      domainName: "api.example.com",
      certificate,
    });
    certificate.issuedArn([record]);
  });

  test("is created in its own region and validated by DNS", () => {
    expect(synthesized).toHaveResourceWithProperties(AcmCertificate, {
      provider: "aws.eu-west-1",
      domain_name: "api.example.com",
      subject_alternative_names: ["eu-west-1.api.example.com"],
      validation_method: "DNS",
    });
  });

  test("is replaced before the old one is destroyed", () => {
    expect(synthesized).toHaveResourceWithProperties(AcmCertificate, {
      lifecycle: { create_before_destroy: true },
    });
  });

  test("is issued once its validation record exists", () => {
    expect(synthesized).toHaveResourceWithProperties(AcmCertificateValidation, {
      provider: "aws.eu-west-1",
      certificate_arn: expect.stringMatching(/^\$\{aws_acm_certificate\..*\.arn\}$/),
      validation_record_fqdns: [expect.stringMatching(/^\$\{aws_route53_record\.validation.*\.fqdn\}$/)],
    });
  });

  test("never overwrites another owner's validation record", () => {
    expect(synthesized).toHaveResource(Route53Record);
    expect(synthesized).not.toHaveResourceWithProperties(Route53Record, {
      allow_overwrite: expect.anything(),
    });
  });
});

describe("in the stack", () => {
  const stack = synthStack({ regions: { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} } });

  test("each region has one certificate, for the shared name and its own pinned name", () => {
    expect(stack.at("aws_acm_certificate.eu-west-1_certificate")).toMatchObject({
      provider: "aws.eu-west-1",
      domain_name: "api.example.com",
      subject_alternative_names: ["eu-west-1.api.example.com"],
    });
    expect(stack.all("aws_acm_certificate")).toHaveLength(3);
  });

  test("the regions share one validation record for the shared name", () => {
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

  test("the shared validation record comes from the table's home region, which is never removed", () => {
    expect(String(stack.at("aws_route53_record.validation_shared")["name"])).toContain(
      "aws_acm_certificate.us-east-1_certificate.domain_validation_options",
    );
  });

  test("each region waits only for the records of its own two names", () => {
    expect(stack.at("aws_acm_certificate_validation.ap-south-1_certificate_issued")).toMatchObject({
      provider: "aws.ap-south-1",
      validation_record_fqdns: [
        "${aws_route53_record.validation_shared.fqdn}",
        "${aws_route53_record.validation_ap-south-1.fqdn}",
      ],
    });
  });

  test("no record overwrites another", () => {
    for (const record of stack.all("aws_route53_record")) {
      expect(record).not.toHaveProperty("allow_overwrite");
    }
  });
});
