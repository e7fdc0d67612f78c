import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import type { Certificate } from "./certificate";

export interface ValidationRecordProps {
  readonly provider: AwsProvider;
  readonly zoneId: string;
  /** The domain name to validate. */
  readonly domainName: string;
  /** Any certificate with the name. ACM uses the same record for a name in every region of an account. */
  readonly certificate: Certificate;
}

/**
 * The DNS record with which ACM validates one name, for the certificates of every region. It has one owner: destroying a
 * second owner (hidden by `allow_overwrite`) would also delete the record of the first, and the certificates would no
 * longer renew.
 *
 * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export class ValidationRecord extends Construct {
  readonly fqdn: string;

  constructor(scope: Construct, id: string, props: ValidationRecordProps) {
    super(scope, id);
    const { resource } = props.certificate;
    const certificate = `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
    // The record's values are not known at synth, so `for_each` over them is not possible.
    const option = (attribute: string) =>
      `\${one([for option in ${certificate}.domain_validation_options : option.${attribute} if option.domain_name == "${props.domainName}"])}`;
    this.fqdn = new Route53Record(this, "Resource", {
      provider: props.provider,
      zoneId: props.zoneId,
      name: option("resource_record_name"),
      type: option("resource_record_type"),
      records: [option("resource_record_value")],
      ttl: 300,
    }).fqdn;
  }
}
