const GUIDE = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide";
const API = "https://docs.aws.amazon.com/Route53/latest/APIReference";

/** One rule of Route 53, or of DNS, that an answer followed. */
export interface Rule {
  readonly says: string;
  /** The page that states it. */
  readonly page: string;
  /** What the page leaves open, and what is done here. */
  readonly unsaid?: string;
}

export type RuleId = keyof typeof RULES;

export const RULES = {
  wildcard: {
    says: "A record named *.example.com answers for names that have no record of their own.",
    page: `${GUIDE}/DomainNameFormat.html`,
    unsaid: "Which of several wildcards answers: the closest one, unless a nearer parent exists (RFC 4592).",
  },
  "no-such-name": {
    says: "A name that has no record and nothing under it does not exist (NXDOMAIN).",
    page: "https://www.rfc-editor.org/rfc/rfc1034#section-4.3.2",
  },
  "no-data": {
    says: "A name without a record of the type that was asked for has no data.",
    page: "https://www.rfc-editor.org/rfc/rfc2308#section-2.2",
  },
  cname: {
    says: "A CNAME record answers for every type, by the name that it gives.",
    page: `${GUIDE}/ResourceRecordTypes.html`,
  },
  simple: {
    says: "With simple routing the one record of the name and type answers, with all of its values.",
    page: `${GUIDE}/routing-policy-simple.html`,
  },
  weighted: {
    says: "A weighted record answers in the proportion of its weight to the sum of the weights.",
    page: `${GUIDE}/routing-policy-weighted.html`,
  },
  "weighted-zero": {
    says: "Records with weight 0 are considered only when every record with a greater weight is unhealthy.",
    page: `${GUIDE}/health-checks-how-route-53-chooses-records.html`,
  },
  "weighted-all-zero": {
    says: "If every weight is 0, traffic is routed to all records with equal probability.",
    page: `${API}/API_ResourceRecordSet.html`,
  },
  latency: {
    says: "The healthy record whose region has the lowest latency to the client answers.",
    page: `${GUIDE}/routing-policy-latency.html`,
    unsaid: "The latencies are AWS's own measurements: the great-circle distance stands for them here.",
  },
  "failover-primary": {
    says: "While the primary record is healthy, it answers.",
    page: `${GUIDE}/health-checks-how-route-53-chooses-records.html`,
  },
  "failover-secondary": {
    says: "While the primary record is unhealthy and the secondary is healthy, the secondary answers.",
    page: `${GUIDE}/health-checks-how-route-53-chooses-records.html`,
  },
  "failover-both-unhealthy": {
    says: "If both the primary and the secondary record are unhealthy, the primary answers.",
    page: `${GUIDE}/health-checks-how-route-53-chooses-records.html`,
    unsaid:
      "A pair that lacks its other half: a lone record answers, by the rule that nothing healthy is all healthy.",
  },
  geolocation: {
    says: "The record of the smallest area that the client is in answers: state, country, continent, default.",
    page: `${GUIDE}/routing-policy-geo.html`,
  },
  "geolocation-larger-area": {
    says: "If the record of an area is unhealthy, the one of the next larger area is looked for, then the default.",
    page: `${API}/API_ResourceRecordSet.html`,
    unsaid: "What answers when every record that fits the client is unhealthy: the smallest area, here.",
  },
  "geolocation-no-match": {
    says: "A client whom no record fits, not even a default, gets no answer.",
    page: `${API}/API_ResourceRecordSet.html`,
  },
  geoproximity: {
    says: "The healthy record that is nearest answers; a bias multiplies its distance by 1 - bias/100.",
    page: `${GUIDE}/routing-policy-geoproximity.html`,
    unsaid: "Older editions divide by 1 + bias/100 when the bias is negative.",
  },
  "ip-based": {
    says: "The record of the CIDR location that holds the client's address answers, else the default location's.",
    page: `${GUIDE}/routing-policy-ipbased.html`,
    unsaid: "Whether an unhealthy location falls back to the default one: it does here, as geolocation does.",
  },
  "ip-based-no-match": {
    says: "A client in no CIDR location gets no answer, if there is no default location.",
    page: `${GUIDE}/routing-policy-ipbased.html`,
  },
  multivalue: {
    says: "Up to eight healthy records answer together; up to eight unhealthy ones, if none is healthy.",
    page: `${GUIDE}/routing-policy-multivalue.html`,
  },
  "all-unhealthy": {
    says: "If no record of a group is healthy, all are considered healthy.",
    page: `${GUIDE}/health-checks-how-route-53-chooses-records.html`,
  },
  "no-health-check": {
    says: "A record without a health check is always healthy.",
    page: `${GUIDE}/health-checks-how-route-53-chooses-records.html`,
  },
  "record-check": {
    says: "A record with a health check is as healthy as the check says.",
    page: `${API}/API_ResourceRecordSet.html`,
  },
  "target-group-of-records": {
    says: "An alias that evaluates its target's health is healthy while one record of the target is.",
    page: `${GUIDE}/health-checks-how-route-53-chooses-records.html`,
    unsaid:
      "Whether a weight of 0 or a location that the client is not in counts: any healthy record does here.",
  },
  "target-load-balancer": {
    says: "An alias that evaluates a load balancer's health inherits it.",
    page: `${API}/API_AliasTarget.html`,
  },
  "target-without-health": {
    says: "Evaluating API Gateway, S3 or a VPC endpoint has no benefit: it is always healthy.",
    page: `${API}/API_AliasTarget.html`,
  },
  "target-not-evaluated": {
    says: "An alias that does not evaluate its target stays chosen, whatever its target's health is.",
    page: `${GUIDE}/dns-failover-complex-configs.html#dns-failover-complex-configs-eth-no`,
  },
  "check-and-target": {
    says: "An alias with a health check that also evaluates its target needs both to be healthy.",
    page: `${GUIDE}/dns-failover-complex-configs.html#dns-failover-complex-configs-hc-alias`,
  },
  "alias-to-record": {
    says: "An alias to a record answers as if that record had been asked for, with its TTL.",
    page: `${GUIDE}/resource-record-sets-choosing-alias-non-alias.html`,
  },
  "alias-to-resource": {
    says: "An alias to an AWS resource answers with the resource's addresses and its default TTL.",
    page: `${GUIDE}/resource-record-sets-choosing-alias-non-alias.html`,
    unsaid: "The TTL is given for load balancers alone, as 60 seconds: that is taken for every resource.",
  },
  loop: {
    says: "An alias that leads back to itself has no answer.",
    page: `${GUIDE}/resource-record-sets-choosing-alias-non-alias.html`,
    unsaid: "Nothing: such records are not foreseen.",
  },
  "endpoint-check": {
    says: "A check of an endpoint is healthy while more than 18% of the checkers reach it in time.",
    page: `${GUIDE}/dns-failover-determining-health-of-endpoints.html`,
  },
  "calculated-check": {
    says: "A calculated check is healthy while at least as many children are healthy as its threshold says.",
    page: `${API}/API_HealthCheckConfig.html`,
  },
  "alarm-check": {
    says: "A check of an alarm is healthy while the alarm is OK, unhealthy while it is in ALARM.",
    page: `${API}/API_HealthCheckConfig.html`,
  },
  "alarm-insufficient-data": {
    says: "While its alarm has not enough data, a check is what its setting says: healthy, unhealthy or as before.",
    page: `${API}/API_HealthCheckConfig.html`,
    unsaid:
      "Nothing; what was before is not known here, so as before is taken for healthy, as for a new check.",
  },
  "routing-control-check": {
    says: "A check of a routing control is healthy while the control is ON.",
    page: `${API}/API_HealthCheckConfig.html`,
  },
  "inverted-check": {
    says: "An inverted check is healthy when it would be unhealthy, and the other way round.",
    page: `${API}/API_HealthCheckConfig.html`,
  },
  "disabled-check": {
    says: "A disabled check is always healthy.",
    page: `${API}/API_HealthCheckConfig.html`,
    unsaid:
      "What a check is that is both disabled and inverted: unhealthy here, because inverting is what AWS names to stop traffic.",
  },
  "foreign-check": {
    says: "A check that the document does not hold is taken to be healthy.",
    page: `${API}/API_HealthCheckConfig.html`,
    unsaid: "Everything: it belongs to somebody else.",
  },
} as const satisfies Record<string, Rule>;

/** One step of the way to an answer. */
export interface Step {
  readonly rule: RuleId;
  /** The record, check or name that it is about. */
  readonly subject: string;
  readonly detail: string;
}
