import type { Change } from "../change";
import { once, type Rule, type Subject } from "../finding";
import type { Severity } from "../severity";
import { plain, say } from "../text";
import { textAt, valueAt } from "../values";
import { attributeHits } from "./judged";
import { happens, together } from "./wording";

interface Precious {
  readonly id: string;
  readonly severity: Severity;
  readonly types: RegExp;
  readonly why: string;
  readonly advice: string;
  /** A replacement that makes the new one first is as good as none. */
  readonly survivesReplacement?: true;
  readonly applies?: (subject: Subject) => (change: Change) => boolean;
}

const KEY = /^aws_kms_(key|replica_key|external_key|replica_external_key)$/;

const PRECIOUS: readonly Precious[] = [
  {
    id: "data-destroyed",
    severity: "refuse",
    types:
      /^aws_(dynamodb_(table|global_table)|db_instance|rds_(cluster|global_cluster)|docdb_cluster|neptune_cluster|redshift_cluster|elasticache_(cluster|replication_group)|memorydb_cluster|opensearch_domain|elasticsearch_domain|s3_bucket|s3_directory_bucket|efs_file_system|fsx_\w+|ebs_volume|kinesis_stream|msk_cluster|timestream\w*_table|qldb_ledger|keyspaces_table|backup_vault|ecr_repository|cognito_user_pool|secretsmanager_secret)$/,
    why: "What it holds is gone with it; a new one of the same name is empty.",
    advice:
      "Keep it: undo the change of the attribute, or `terraform state mv` what only got another address. If it must go, back it up, turn its deletion protection off in a change of its own, and allow this in the review's settings.",
  },
  {
    id: "key-destroyed",
    severity: "refuse",
    types: KEY,
    why: "Everything encrypted with the key becomes unreadable once its waiting period is over, backups included.",
    advice: "Keep the key until nothing is encrypted with it; disable it first and watch who complains.",
    applies: (subject) => {
      const leaves = leavesWithItsRegion(subject);
      return (change) => !leaves(change);
    },
  },
  {
    id: "key-leaves",
    severity: "person",
    types: KEY,
    why: "What is encrypted with it in the region that goes, backups and log archives included, becomes unreadable once its waiting period is over.",
    advice: "Copy out of that region what must be kept, and give it the longest waiting period (30 days).",
    applies: leavesWithItsRegion,
  },
  {
    id: "zone-destroyed",
    severity: "refuse",
    types: /^aws_(route53_zone|service_discovery_(public|private)_dns_namespace)$/,
    why: "Every name in it stops resolving, and a new zone gets other name servers, which the parent domain does not know.",
    advice: "Keep the zone; `terraform state mv` or `removed` it if another project takes it over.",
  },
  {
    id: "replica-destroyed",
    severity: "person",
    types:
      /^aws_(dynamodb_table_replica|db_instance_automated_backups_replication|s3_bucket_replication_configuration)$/,
    why: "Its region loses its copy of the data: its functions have nothing to read, and it can't stand in for others. A table can't be deleted for 24 hours after a replica was added.",
    advice: "Drain the region first, and destroy its replica only after its traffic is gone.",
  },
  {
    id: "domain-name-destroyed",
    severity: "person",
    types:
      /^aws_(api_gateway_domain_name|apigatewayv2_domain_name|appsync_domain_name|cloudfront_distribution|lb|alb|elb|globalaccelerator_accelerator)$/,
    why: "What DNS points to is gone or gets another target name; resolvers keep the old answer for its TTL.",
    advice: "Take it out of DNS first, wait for the TTL, then destroy it.",
  },
  {
    id: "certificate-destroyed",
    severity: "person",
    types: /^aws_(acm_certificate|iam_server_certificate)$/,
    why: "It is in use: AWS refuses to delete it, or TLS fails for its names.",
    advice:
      "Issue the new certificate first (create_before_destroy), move its users, then let the old one go.",
    survivesReplacement: true,
    applies: isUsedCertificate,
  },
  {
    id: "log-group-destroyed",
    severity: "person",
    types: /^aws_cloudwatch_(log_group|log_stream)$/,
    why: "Its logs are gone, and with them what happened.",
    advice:
      "Export the logs that must be kept, or keep the group with its retention until they have expired.",
  },
];

/** What can't be made again by making it again. */
export const DESTROYED: readonly Rule[] = PRECIOUS.map(
  ({ types, survivesReplacement, applies, ...rule }) => ({
    ...rule,
    find: once((subject) => {
      const isMeant = applies?.(subject) ?? (() => true);
      const gone = together(
        subject.changes.filter(
          (change) =>
            (change.kind === "destroy" || change.kind === "replace") &&
            types.test(change.type) &&
            !(survivesReplacement && change.createsFirst) &&
            isMeant(change),
        ),
      ).map((group) => ({
        what: say`${happens(group)}${group.some(isProtected) ? PROTECTED : []}`,
        addresses: group.map(({ address }) => address),
      }));
      // A block within a resource may be as precious as a resource.
      return [...gone, ...attributeHits(rule.id, subject)];
    }),
  }),
);

const PROTECTED = plain(" Its deletion protection is on: AWS refuses, and the apply stops half-way.");

function isProtected({ before }: Change): boolean {
  return ["deletion_protection_enabled", "deletion_protection", "enable_deletion_protection"].some(
    (path) => valueAt(before, path) === true,
  );
}

/** Its region goes, others stay, and it is nobody's outside of its region. */
function leavesWithItsRegion({ fleet }: Subject): (change: Change) => boolean {
  return ({ region, before }) =>
    fleet.leaving.has(region) &&
    fleet.leaving.size < fleet.regions.length &&
    valueAt(before, "multi_region") !== true;
}

const CERTIFICATE = [
  "certificate_arn",
  "regional_certificate_arn",
  "domain_name_configuration[0].certificate_arn",
  "viewer_certificate[0].acm_certificate_arn",
  "viewer_certificate[0].iam_certificate_id",
  "ssl_certificate_id",
  "server_certificate_arn",
];

/** Something that names it stays, and is no part of the certificate itself. */
function isUsedCertificate({ changes }: Subject): (change: Change) => boolean {
  const isUsed = (arn: string | undefined) =>
    changes.some(
      ({ type, kind, before }) =>
        type !== "aws_acm_certificate_validation" &&
        kind !== "destroy" &&
        CERTIFICATE.some((path) => arn !== undefined && textAt(before, path) === arn),
    );
  return ({ before }) => isUsed(textAt(before, "arn"));
}
