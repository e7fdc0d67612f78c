import type { Change } from "../change";
import { once, type Subject } from "../rule";
import { textAt } from "../values";

export const CREDENTIAL =
  /^aws_iam_(access_key|user_login_profile|user_ssh_key|service_specific_credential|signing_certificate)$/;

/** The attribute with the name of a resource's parent, by type. */
const HOLDERS: readonly (readonly [types: RegExp, attribute: string])[] = [
  [/^aws_iam_role_policy(_attachment)?$/, "role"],
  [/^aws_iam_group_policy(_attachment)?$/, "group"],
  [/^aws_iam_user_policy(_attachment)?$/, "user"],
  [/^aws_iam_(user_group|group)_membership$/, "user"],
  [CREDENTIAL, "user"],
  [/^aws_s3_bucket_(policy|lifecycle_configuration|notification)$/, "bucket"],
  [/^aws_sqs_queue_policy$/, "queue_url"],
  [/^aws_sns_topic_policy$/, "arn"],
  [/^aws_secretsmanager_secret_policy$/, "secret_arn"],
  [/^aws_ecr_(repository|lifecycle)_policy$/, "repository"],
  [/^aws_kms_key_policy$/, "key_id"],
  [/^aws_organizations_policy_attachment$/, "target_id"],
  [/^aws_backup_vault_policy$/, "backup_vault_name"],
  [/^aws_ssoadmin_\w*polic(y|ies)\w*$/, "permission_set_arn"],
];

const newNames = once(
  ({ changes }): ReadonlySet<string> =>
    new Set(
      changes
        .filter(({ kind, type }) => kind === "add" && !HOLDERS.some(([types]) => types.test(type)))
        .flatMap(({ after }) => NAMES.flatMap((name) => textAt(after, name) ?? [])),
    ),
);

const NAMES = ["name", "bucket", "id", "arn", "url"];

/** It belongs to something that exists. The name of something new is unknown, or new itself. */
export function isForExisting({ type, after }: Change, subject: Subject): boolean {
  const holders = HOLDERS.filter(([types]) => types.test(type)).flatMap(
    ([, name]) => textAt(after, name) ?? [],
  );
  return holders.some((holder) => !newNames(subject).has(holder));
}

const ownAccounts = once(
  ({ changes }) =>
    new Set(
      changes.flatMap(({ before, after }) =>
        [before, after].flatMap((values) => textAt(values, "arn")?.split(":")[4] || []),
      ),
    ),
);

/** The principal is in another account than the resources of the plan. */
export function isForeign(principal: string, subject: Subject): boolean {
  const [account] = /(?<!\d)\d{12}(?!\d)/.exec(principal) ?? [];
  const own = ownAccounts(subject);
  return account !== undefined && own.size > 0 && !own.has(account);
}
