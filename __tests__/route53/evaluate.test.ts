import fc from "fast-check";
import { distanceToRegion, evaluator, explained, PLACES, type Zone } from "../../src/route53";
import { checkedBy, place, values, ZONE_ID, zoneOf } from "./zone";

const NAMES = ["a", "b", "c", "d"].map((name) => `${name}.example.com`);
const CHECKS = ["x", "y", "z"];
const REGIONS = ["us-east-1", "eu-west-1"];

/** Any records at all: sound ones, loops, dangling aliases, mixed sets. */
const record = fc.record({
  name: fc.constantFrom(...NAMES),
  type: fc.constantFrom("A", "AAAA", "CNAME"),
  check: fc.option(fc.constantFrom(...CHECKS)),
  target: fc.oneof(
    fc.record({ alias: fc.constantFrom(...NAMES), evaluate: fc.boolean() }),
    fc.constantFrom("192.0.2.1", "192.0.2.2", "192.0.2.3"),
  ),
  policy: fc.constantFrom(
    {},
    { weighted_routing_policy: { weight: 0 } },
    { weighted_routing_policy: { weight: 3 } },
    { latency_routing_policy: { region: "us-east-1" } },
    { latency_routing_policy: { region: "eu-west-1" } },
    { failover_routing_policy: { type: "PRIMARY" } },
    { failover_routing_policy: { type: "SECONDARY" } },
    { geolocation_routing_policy: { continent: "EU" } },
    { geolocation_routing_policy: { country: "*" } },
    { multivalue_answer_routing_policy: true },
  ),
});

const zone = fc.array(record, { maxLength: 14 }).map((records): Zone => {
  const blocks = records.map(({ name, type, check, target, policy }, index): [string, object] => [
    `r${index}`,
    {
      name,
      type,
      set_identifier: String(index),
      ...policy,
      ...(check === null ? {} : { health_check_id: `\${aws_route53_health_check.${check}.id}` }),
      ...(typeof target === "string"
        ? { ttl: 60, records: [target] }
        : { alias: { name: target.alias, zone_id: ZONE_ID, evaluate_target_health: target.evaluate } }),
    },
  ]);
  return zoneOf({
    records: Object.fromEntries(blocks.map(([name, block]) => [name, { ...block }])),
    checks: Object.fromEntries(CHECKS.map((name) => [name, {}])),
  });
});

const asked = fc.record({
  zone,
  name: fc.constantFrom(...NAMES),
  type: fc.constantFrom("A", "AAAA"),
  place: fc.constantFrom(...PLACES),
  chance: fc.constantFrom("every" as const, "first" as const),
  failing: fc.subarray(CHECKS),
});

test("any zone is answered, in bounded time, by its own records, and always the same", () => {
  fc.assert(
    fc.property(asked, ({ zone: any, name, type, place: from, chance, failing }) => {
      const health = new Map(
        failing.map((check) => [`aws_route53_health_check.${check}`, "failing" as const]),
      );
      const answer = evaluator(any, health, chance)({ name, type }, { place: from });
      const values = new Set(answer.endpoints.map(({ id }) => id));
      const known = [...any.records.values()]
        .flat()
        .flatMap(({ target }) => target.endpoints.map(({ id }) => id));
      expect(known).toEqual(expect.arrayContaining([...values]));
      expect(answer.outcome === "answered").toBe(values.size > 0);
      const { trace, ...same } = explained(evaluator(any, health, chance), { name, type }, { place: from });
      expect(trace.length).toBeGreaterThan(0);
      expect(same).toEqual(answer);
      expect(evaluator(any, health, chance)({ name, type }, { place: from })).toEqual(answer);
    }),
    { numRuns: 300 },
  );
});

const group = fc
  .record({
    policies: fc.constantFrom(
      (index: number) => ({ weighted_routing_policy: { weight: index } }),
      (index: number) => ({ latency_routing_policy: { region: REGIONS[index] } }),
      (index: number) => ({ failover_routing_policy: { type: index === 0 ? "PRIMARY" : "SECONDARY" } }),
      (index: number) => ({ geoproximity_routing_policy: { aws_region: REGIONS[index], bias: 10 * index } }),
      () => ({ multivalue_answer_routing_policy: true }),
    ),
    checks: fc.array(fc.option(fc.constantFrom(...CHECKS)), { minLength: 2, maxLength: 2 }),
  })
  .map(({ policies, checks }) =>
    zoneOf({
      records: Object.fromEntries(
        checks.map((check, index) => [
          `r${index}`,
          {
            ...values("www.example.com", `192.0.2.${index}`),
            set_identifier: String(index),
            ...policies(index),
            ...(check === null ? {} : checkedBy(check)),
          },
        ]),
      ),
      checks: Object.fromEntries(CHECKS.map((name) => [name, {}])),
    }),
  );

test("an unhealthy record answers only when no record of its group is healthy", () => {
  fc.assert(
    fc.property(group, fc.constantFrom(...PLACES), fc.subarray(CHECKS), (any, from, failing) => {
      const records = any.records.get("www.example.com") ?? [];
      const unhealthy = new Set(failing.map((check) => `aws_route53_health_check.${check}`));
      const health = new Map([...unhealthy].map((check) => [check, "failing" as const]));
      const healthy = records.filter(({ healthCheck }) => !unhealthy.has(healthCheck ?? ""));
      const { path } = evaluator(any, health)({ name: "www.example.com", type: "A" }, { place: from });
      expect(path.length).toBeGreaterThan(0);
      expect(healthy.length > 0 ? healthy : records).toEqual(expect.arrayContaining([...path]));
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["Dublin", "eu-west-1", 0],
  ["London", "eu-west-3", 344],
  ["New York", "eu-west-2", 5570],
  ["Sydney", "ap-southeast-1", 6300],
  ["Tokyo", "us-west-1", 8310],
])("%s is about as far from %s as an atlas says: %i km", (from, region, km) => {
  expect(Math.abs(distanceToRegion(place(from), region) - km)).toBeLessThan(Math.max(10, km * 0.01));
});

test("a region that is not known is infinitely far", () => {
  expect(distanceToRegion(place("Dublin"), "eu-west-9")).toBe(Number.POSITIVE_INFINITY);
});

test("there are places on every continent, each once", () => {
  expect(PLACES.length).toBeGreaterThanOrEqual(30);
  expect(new Set(PLACES.map(({ name }) => name)).size).toBe(PLACES.length);
  expect([...new Set(PLACES.map(({ continent }) => continent))].sort()).toEqual([
    "AF",
    "AN",
    "AS",
    "EU",
    "NA",
    "OC",
    "SA",
  ]);
});
