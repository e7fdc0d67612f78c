const GUIDE = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide";
const API = "https://docs.aws.amazon.com/Route53/latest/APIReference";
const CHOICE = `${GUIDE}/health-checks-how-route-53-chooses-records.html`;
const COMPLEX = `${GUIDE}/dns-failover-complex-configs.html`;
const ALIAS = `${GUIDE}/resource-record-sets-choosing-alias-non-alias.html`;
const CHECK = `${API}/API_HealthCheckConfig.html`;
const RECORD = `${API}/API_ResourceRecordSet.html`;

/** The rules of Route 53 and DNS that answers follow: the statement and its page. docs/routing.md lists what pages omit. */
export const RULES = {
  wildcard: [
    "*.example.com answers for names without records of their own.",
    `${GUIDE}/DomainNameFormat.html`,
  ],
  "no-such-name": [
    "A name without records, and without names below it, does not exist (NXDOMAIN).",
    "https://www.rfc-editor.org/rfc/rfc1034#section-4.3.2",
  ],
  "no-data": [
    "A name without a record of the requested type has no data.",
    "https://www.rfc-editor.org/rfc/rfc2308#section-2.2",
  ],
  cname: ["A CNAME record answers for every type with another name.", `${GUIDE}/ResourceRecordTypes.html`],
  simple: ["The one record answers, with all of its values.", `${GUIDE}/routing-policy-simple.html`],
  weighted: ["A record answers in proportion to its weight.", `${GUIDE}/routing-policy-weighted.html`],
  "weighted-zero": ["Weight 0 counts only if every record with a greater weight is unhealthy.", CHOICE],
  "weighted-all-zero": ["If every weight is 0, all records are equally probable.", RECORD],
  latency: [
    "The healthy record of the region with the lowest latency answers.",
    `${GUIDE}/routing-policy-latency.html`,
  ],
  "failover-primary": ["While the primary record is healthy, it answers.", CHOICE],
  "failover-secondary": ["While only the secondary record is healthy, it answers.", CHOICE],
  "failover-both-unhealthy": ["If both records are unhealthy, the primary answers.", CHOICE],
  geolocation: [
    "The smallest area that contains the client answers: state, country, continent, default.",
    `${GUIDE}/routing-policy-geo.html`,
  ],
  "geolocation-larger-area": ["If an area's record is unhealthy, the next larger area answers.", RECORD],
  "geolocation-no-match": ["A client in none of the areas gets no answer, without a default record.", RECORD],
  geoproximity: [
    "The nearest healthy record answers; a bias multiplies its distance by 1 - bias/100.",
    `${GUIDE}/routing-policy-geoproximity.html`,
  ],
  "ip-based": [
    "The CIDR location that contains the client's address answers, else the default location.",
    `${GUIDE}/routing-policy-ipbased.html`,
  ],
  "ip-based-no-match": [
    "A client in no CIDR location gets no answer, without a default location.",
    `${GUIDE}/routing-policy-ipbased.html`,
  ],
  multivalue: [
    "Up to eight healthy records answer together; up to eight unhealthy ones, if none is healthy.",
    `${GUIDE}/routing-policy-multivalue.html`,
  ],
  "all-unhealthy": ["If no record of a group is healthy, all are considered healthy.", CHOICE],
  "no-health-check": ["A record without a health check is always healthy.", CHOICE],
  "record-check": ["A record with a health check has the check's status.", RECORD],
  "target-group-of-records": [
    "An alias that evaluates its target is healthy while one record of the target is.",
    CHOICE,
  ],
  "target-load-balancer": [
    "An alias that evaluates a load balancer inherits its health.",
    `${API}/API_AliasTarget.html`,
  ],
  "target-without-health": [
    "API Gateway, S3 and VPC endpoints are always healthy to an alias that evaluates them.",
    `${API}/API_AliasTarget.html`,
  ],
  "target-not-evaluated": [
    "An alias that does not evaluate its target is healthy whatever the target's health is.",
    `${COMPLEX}#dns-failover-complex-configs-eth-no`,
  ],
  "check-and-target": [
    "An alias with a health check that also evaluates its target needs both to be healthy.",
    `${COMPLEX}#dns-failover-complex-configs-hc-alias`,
  ],
  "alias-to-record": ["An alias to a record has that record's answer and TTL.", ALIAS],
  "alias-to-resource": ["An alias to an AWS resource answers with the resource's addresses and TTL.", ALIAS],
  loop: ["An alias that leads back to itself has no answer.", ALIAS],
  "endpoint-check": [
    "A check is healthy while more than 18% of the checkers reach its endpoint in time.",
    `${GUIDE}/dns-failover-determining-health-of-endpoints.html`,
  ],
  "calculated-check": ["A calculated check needs as many healthy children as its threshold.", CHECK],
  "alarm-check": ["A check of an alarm is healthy while the alarm is OK, unhealthy in ALARM.", CHECK],
  "alarm-insufficient-data": [
    "While its alarm lacks data, a check has the configured status: healthy, unhealthy or the last known.",
    CHECK,
  ],
  "routing-control-check": ["A check of a routing control is healthy while the control is ON.", CHECK],
  "inverted-check": ["An inverted check is healthy when its endpoint is not, and vice versa.", CHECK],
  "disabled-check": ["A disabled check is always healthy.", CHECK],
  "foreign-check": ["A check outside of the document is assumed to be healthy.", CHECK],
} as const satisfies Record<string, readonly [statement: string, page: string]>;

export type RuleId = keyof typeof RULES;
