import type { Review } from "../../src/review/review";
import { planOf, reviewOf } from "./corpus/read";
import { found, planWith } from "./plan";

const NAME = "api.example.com";

/** `fails: before → after`, for each row of the API's name, with how many locations it is about. */
function rowsOf({ routing }: Review): readonly string[] {
  const [name] = routing.names.filter((one) => one.name === NAME);
  return (name?.rows ?? [])
    .filter(({ before, after }) => before.endpoints.join() !== after.endpoints.join())
    .map(
      ({ failing = "nothing", locations, before, after }) =>
        `${failing}, ${locations.length}: ${before.endpoints.join()} → ${after.endpoints.join()}`,
    );
}

function failoverOf({ routing }: Review) {
  return routing.names.find(({ name }) => name === NAME)?.failover;
}

test("draining a region sends its users to the other one, which then has no stand-in", () => {
  const review = reviewOf(planOf("region-drained"));
  expect(rowsOf(review)).toEqual([
    "nothing, 30: eu-west-1 → us-east-1",
    "us-east-1, 49: eu-west-1 → us-east-1",
  ]);
  expect(failoverOf(review)).toMatchObject({ before: { seconds: 150 }, after: { stuck: ["us-east-1"] } });
});

test("an added region serves its neighbors, and stands in for the others", () => {
  const rows = rowsOf(reviewOf(planOf("region-added")));
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.every((row) => row.endsWith("→ ap-southeast-2"))).toBe(true);
});

test("another failover order changes answers only during a failure", () => {
  expect(rowsOf(reviewOf(planOf("failover-order-changed")))).toEqual([
    "eu-west-1, 4: ap-southeast-2 → us-east-1",
  ]);
});

test.each([
  ["health-check-interval-changed", 150, 90],
  ["health-check-threshold-changed", 150, 210],
])("%s: the worst case goes from %d to %d seconds", (name, before, after) => {
  expect(failoverOf(reviewOf(planOf(name)))).toMatchObject({
    before: { seconds: before },
    after: { seconds: after },
  });
});

test.each(["no-healthy-answer", "region-never-left", "hcl-health-checks-dropped"])(
  "%s: refused, because some client has no healthy answer",
  (name) => {
    const review = reviewOf(planOf(name));
    expect(review.verdict).toBe("refuse");
    expect(found(review)).toContain("no-healthy-answer");
  },
);

test("refuses a name without a healthy answer over IPv6 only", () => {
  const document = JSON.parse(planOf("no-healthy-answer"));
  const before = new Map<string, { health_check_id: string }>(
    document.prior_state.values.root_module.resources.map(
      ({ address, values }: { address: string; values: { health_check_id: string } }) => [address, values],
    ),
  );
  for (const { address, values } of document.planned_values.root_module.resources) {
    if (/_primary_A$/.test(address)) {
      values.health_check_id = before.get(address)?.health_check_id;
    }
  }
  const { findings } = reviewOf(JSON.stringify(document));
  expect(findings.map(({ rule }) => rule)).toContain("no-healthy-answer");
});

test("a record that is known only after the apply is neither guessed nor reported as gone", () => {
  const review = reviewOf(planOf("hcl-weight-unknown"));
  expect(found(review)).toEqual(["routing-unknown", "routing-untried"]);
  expect(review.routing.names).toEqual([]);
  expect(review.routing.untried).toEqual(["www.shop.example"]);
});

test("a plan without routing changes has no routing section", () => {
  const { routing } = reviewOf(planOf("memory-changed"));
  expect(routing).toEqual({ names: [], untried: [], wrong: [] });
});

test("compares a name that combines locations with weights", () => {
  const regions = ["us-east-1", "eu-west-1", "ap-southeast-2", "sa-east-1"];
  const record = (set_identifier: string, values: object) => ({
    zone_id: "Z1",
    type: "A",
    set_identifier,
    ...values,
  });
  const records = regions.flatMap((region) => {
    const alias = [{ name: `${region}.${NAME}`, zone_id: "Z1", evaluate_target_health: true }];
    const latency = record(region, { name: NAME, alias, latency_routing_policy: [{ region }] });
    const weighted = [1, 2, 3, 4].map((part) => {
      const fixed = {
        name: `${region}.${NAME}`,
        ttl: 60,
        records: [`192.0.${regions.indexOf(region)}.${part}`],
      };
      const weighing = (weight: number) =>
        record(`${part}`, { ...fixed, weighted_routing_policy: [{ weight }] });
      const address = `aws_route53_record.${region}_${part}`;
      return { address, before: weighing(10), after: weighing(10 * part) };
    });
    return [{ address: `aws_route53_record.${region}`, before: latency, after: latency }, ...weighted];
  });
  const zone = { zone_id: "Z1", name: "example.com" };
  const { routing } = reviewOf(
    planWith([
      { address: "aws_route53_zone.main", before: zone, after: zone, actions: ["no-op"] },
      ...records,
    ]),
  );
  expect(routing).toMatchObject({ names: [{ name: NAME }], untried: [] });
});
