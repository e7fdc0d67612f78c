import { type Rule, SEVERITIES } from "../rule";

/**
 * Every rule: its ID and severity, its risk, and its advice. Equally severe findings are shown in this order.
 */
const TABLE = `
plan-errored refuse
  Terraform stopped at an error. The plan contains only the changes that were planned before it.
  Fix the error in the output of terraform plan, and plan again.
no-healthy-answer refuse
  These clients get no answer, or the address of a failed endpoint.
  Give the records a health check, and each region another one to fail over to. If data must not leave a region, allow this finding in the review's settings and state the reason.
name-gone refuse
  Clients of a name that several endpoints served no longer get an answer.
  Keep the name until the zone's query logs show no requests for it.
data-destroyed refuse
  The data is lost with the resource. A new resource with the same name is empty.
  Undo the change that forces it, or run terraform state mv if only the address changed. If it must go, back up the data, turn off deletion protection in a separate change, and allow this finding in the review's settings.
key-destroyed refuse
  Everything encrypted with the key, including backups, becomes unreadable when its waiting period ends.
  Keep the key while anything is encrypted with it. Disable it first and watch for errors.
key-leaves person
  Data in that region that is encrypted with the key, such as backups and archived logs, becomes unreadable when its waiting period ends.
  Copy the data that you must keep to another region, and use the longest waiting period (30 days).
zone-destroyed refuse
  Every name in the zone stops resolving. A new zone gets other name servers, which the parent domain does not know.
  Keep the zone. If another project takes it over, remove it from this state without destroying it.
replica-destroyed person
  A region loses its copy of the data, or a replica its source. Applications there have nothing current to read, and other regions cannot fail over to it.
  Drain the region first, and remove its copy only after its traffic is gone.
domain-name-destroyed person
  DNS points to it. Clients keep the old answer until its TTL expires.
  Take it out of DNS first, wait for the TTL, then destroy it.
certificate-destroyed person
  The certificate is in use. AWS refuses to delete it, or TLS fails for its names.
  Issue the new certificate first (create_before_destroy), switch its users, then destroy the old one.
log-group-destroyed person
  Its log events are deleted.
  Export the logs that must be kept, or keep the log group until they have expired.
provider-moved refuse
  Terraform looks for the resource in the new region only. It creates another one there, or adopts one of the same name, and forgets the old one with its contents.
  Restore the resource's provider. To move it, create a second resource under its own address, and destroy the old one when nothing uses it.
all-regions-replaced refuse
  No region serves requests until the new resources exist.
  Replace one region after another, or create the new resources first (create_before_destroy).
region-not-drained refuse
  Resolvers still send clients to the region while its resources are destroyed.
  Remove only its records first. Retire the region when its traffic is gone.
policy-open refuse
  Anyone on the internet, or anyone who obtains one credential, gets everything that these lines allow.
  Name the principals, the actions and the resources. If it must be public, add a condition that restricts its callers.
plan-incomplete person
  The plan was limited to some resources, or Terraform deferred others. More changes are still to come.
  Plan again without -target after the apply.
region-left-out person
  This is an emergency plan. Terraform refreshed nothing, and the regions differ until the rest is applied.
  When the region is back, plan again without --without. That plan shows what is missing.
check-failed person
  A check or condition in the configuration fails, or will fail after the apply.
  Find out why it fails before you apply.
action-invoked person
  The apply runs the action, and the plan does not show its effect.
  Read the action's configuration, and confirm that it may run now.
region-leaving person
  Clients that are still sent there get no answer, and other regions can no longer fail over to it.
  Drain the region first (remove its records), wait until its traffic is gone, then retire it.
protection-off person
  It can now be destroyed by mistake, lost data can no longer be restored, or the loss of one zone interrupts it.
  Turn the protection off only in the change right before the one that needs it, and on again afterwards.
data-expires person
  AWS deletes data of that age soon after the apply, in every replica. Only a backup can restore it.
  Before you apply, check how much data is that old or has that attribute.
switched-off person
  It stops working: requests fail, a schedule no longer runs, or a check no longer detects failures.
  Confirm that this is intended, and until when.
requests-refused person
  Requests that succeed today may be throttled, rejected or slow.
  Compare the new limit with the peak load of the last weeks.
target-changed person
  Requests, events or data go elsewhere or are handled differently. The plan cannot show whether that is right.
  Confirm that the new target exists and can do the work of the old one.
service-interrupted person
  It restarts, at once or in its maintenance window. An engine upgrade cannot be reverted.
  Take a snapshot, test the change on a copy, and apply it during a quiet period.
health-check-changed person
  The health check decides when traffic leaves a region. A wrong one never fails over, or takes a healthy region out of service.
  Send the same request to each region yourself, and check the response while the region fails.
record-replaced person
  Between the old record and the new one the name has no answer or a wrong one, and resolvers cache that.
  Change the record in place. If its name or policy must change, add the new record first.
health-check-replaced person
  A record whose health check is gone has no defined state, and a new check reports healthy before its first request.
  Create the new check first (create_before_destroy) while every region is healthy.
rest-api-replaced person
  Its ID changes, and with it the default endpoint, the ARN and the log groups. Its domain returns 403 until the mapping is created again.
  Change the API in place: a new document needs only a new deployment.
no-stand-in person
  While that region fails, its clients get no answer.
  Let another region take over, or confirm that its data must not leave it.
routing-changed person
  Users move to another endpoint, and are served with its capacity, data and rules.
  Confirm in the routing table that these are the right users.
failover-slower person
  Clients of a failed region, or of a wrong record, wait longer for the right answer.
  Keep interval × threshold + TTL within your recovery time objective.
routing-unknown person
  The answers depend on a value that is known only after the apply, so the actual routing may differ from the routing table.
  Write the value into the configuration, or reference a resource of this plan.
routing-untried person
  A record is known only after the apply, too many names change at once, or one name has too many endpoints.
  Check these records by hand, or change fewer in one plan.
zone-wrong person
  Route 53 rejects these records, or they cannot work as intended. The plan introduces this fault.
  Correct the records.
simple-name-gone person
  Clients of the name get no answer, and a health check of the name fails.
  Confirm in the zone's query logs that nothing requests it.
region-differs person
  Regions that should be identical change differently, for example after an apply that stopped halfway.
  Apply the rest of the earlier change first, or explain the difference in the pull request.
rolled-back person
  A version that failed gets all requests again.
  Merge a repair, which publishes another version. If the cause was elsewhere, have a person accept the risk.
drift person
  The resource was changed outside of Terraform, perhaps during an incident. The apply reverts or adopts that change.
  Find out who changed it and why. Then update the configuration, or let the plan revert it.
policy-widened person
  Its principals may do more than before, so a mistake or a stolen credential reaches further.
  Confirm that the code in this pull request needs each line, on these resources only.
policy-attached person
  An identity gets permissions that the plan does not show in full, or another credential.
  Confirm that the identity needs it. Prefer a policy of only the actions that it needs.
policy-narrowed person
  Code or people that use these permissions are denied after the apply. A key policy without its account can lock everyone out.
  Check in the access logs that nothing uses these permissions.
policy-unknown person
  The new policy is known only after the apply, is marked as sensitive, or is not a readable policy document, so it cannot be reviewed here.
  Apply the resources that it depends on first and plan again, or name resources by a known ARN.
security-weakened person
  An access control or audit setting is weaker than before, or a new resource starts out open.
  Confirm that the pull request states why, and for how long.
alarm-silenced person
  Users may notice the next failure before you do.
  Confirm that another alarm covers it, or mute the alarm for a limited time in the paging tool.
resource-forgotten person
  It stays in AWS, keeps running and costing money, and no longer appears in any plan.
  Name the project that takes it over, and import it there.
api-breaking person
  Clients that work today may fail after the apply, in every region at once.
  Add the new form beside the old one. Remove the old one when the access logs show no requests for it.
api-unknown person
  The effect on clients is unknown: a document is known only after the apply, is marked as sensitive, or is not OpenAPI in JSON.
  Use only values that are known before the apply (names and account IDs instead of ARNs), and write the document in JSON.
all-regions-at-once person
  A mistake in it reaches every region at once and leaves no healthy region to fail over to.
  Apply it to one region, watch it, then continue (one workspace or one -target per region), or have a person accept the risk.
region-joining note
  The region gets traffic as soon as its records exist.
  Create its records last, and confirm first that its health check is healthy.
output-changed note
  Other configurations and scripts may use the outputs of a stack.
  Search for terraform_remote_state data sources, and for scripts that run terraform output.
resource-destroyed person
  It is gone, with anything in it. A replacement starts empty, and with another ID or address.
  Confirm that each is intended, and that nothing in this or another project still uses it.
unjudged person
  No rule covers these attributes, so the change may or may not be harmless.
  Read about them in the provider's documentation. To let such changes pass, set this rule to note for all or some addresses.
`;

/** The rules without their finders. */
export const CATALOG: readonly Omit<Rule, "find">[] = [
  ...TABLE.matchAll(/^(\S+) (\S+)\n {2}(.+)\n {2}(.+)$/gm),
].map(([row, id = "", word, why = "", advice = ""]) => {
  const severity = SEVERITIES.find((one) => one === word);
  if (severity === undefined) {
    throw new Error(`no severity: ${row}`);
  }
  return { id, severity, why, advice };
});
