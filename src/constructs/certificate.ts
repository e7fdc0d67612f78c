import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Construct } from "constructs";
import { Region } from "./region";
import type { ValidationRecord } from "./validation-record";

export interface CertificateProps {
  /** The certificate's first name; at most 64 characters. */
  readonly domainName: string;
  readonly alternativeNames: readonly string[];
}

/**
 * A region's certificate, validated by DNS. API Gateway requires the certificate of a regional custom domain to be in
 * the same region.
 *
 * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export class Certificate extends Construct {
  readonly resource: AcmCertificate;

  constructor(scope: Construct, id: string, props: CertificateProps) {
    super(scope, id);
    this.resource = new AcmCertificate(this, "Resource", {
      provider: Region.of(this).provider,
      domainName: props.domainName,
      subjectAlternativeNames: [...props.alternativeNames],
      validationMethod: "DNS",
      lifecycle: { createBeforeDestroy: true },
    });
  }

  /** The ARN of the issued certificate. Resources that use it wait until ACM has validated the records. */
  issuedArn(records: readonly ValidationRecord[]): string {
    return new AcmCertificateValidation(this, "issued", {
      provider: Region.of(this).provider,
      certificateArn: this.resource.arn,
      validationRecordFqdns: records.map((record) => record.fqdn),
    }).certificateArn;
  }
}
