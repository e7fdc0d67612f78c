import { ask, checkedBy, values, zoneOf } from "./zone";

describe("simple routing", () => {
  const zone = zoneOf({ records: { www: values("www.example.com", "192.0.2.1", "192.0.2.2") } });

  test("answers with all the values of the record", () => {
    const answer = ask(zone, "www.example.com");
    expect(answer.to).toEqual(["192.0.2.1", "192.0.2.2"]);
    expect(answer.rules).toEqual(["simple"]);
  });
});

describe("weighted routing", () => {
  const weighted = (weight: number, value: string) => ({
    ...values("www.example.com", value),
    set_identifier: value,
    weighted_routing_policy: { weight },
    ...checkedBy(value),
  });
  const zone = (...weights: readonly number[]) =>
    zoneOf({
      records: Object.fromEntries(
        weights.map((weight, index) => [`r${index}`, weighted(weight, `v${index}`)]),
      ),
      checks: Object.fromEntries(weights.map((_, index) => [`v${index}`, {}])),
    });
  const shares = (asked: ReturnType<typeof zone>, failing: readonly string[] = []) => {
    const { to, trace } = ask(asked, "www.example.com", { every: true, failing });
    const parts = trace.flatMap(({ rule, detail }) => {
      const [, part, all] = /^(\d+|one) of (\d+) /.exec(rule.startsWith("weighted") ? detail : "") ?? [];
      return all === undefined ? [] : [(100 * (part === "one" ? 1 : Number(part))) / Number(all)];
    });
    return Object.fromEntries(to.map((value, index) => [value, parts[index]]));
  };

  test("divides clients in the proportion of the weights", () => {
    expect(shares(zone(3, 1))).toEqual({ v0: 75, v1: 25 });
    expect(ask(zone(3, 1), "www.example.com").rules).toContain("weighted");
  });

  test("divides them among the healthy records only", () => {
    expect(shares(zone(2, 1, 1), ["v0"])).toEqual({ v1: 50, v2: 50 });
  });

  test("considers a weight of 0 only when every other record is unhealthy", () => {
    expect(shares(zone(1, 0))).toEqual({ v0: 100 });
    expect(shares(zone(1, 0), ["v0"])).toEqual({ v1: 100 });
    expect(ask(zone(1, 0), "www.example.com", { failing: ["v0"] }).rules).toContain("weighted-zero");
  });

  test("prefers nonzero weights again when nothing is healthy", () => {
    expect(shares(zone(1, 0), ["v0", "v1"])).toEqual({ v0: 100 });
  });

  test("divides clients evenly if every weight is 0", () => {
    expect(shares(zone(0, 0))).toEqual({ v0: 50, v1: 50 });
    expect(ask(zone(0, 0), "www.example.com").rules).toContain("weighted-all-zero");
  });

  test("one record answers a request", () => {
    expect(ask(zone(0, 1, 1), "www.example.com").to).toEqual(["v1"]);
  });
});

describe("latency routing", () => {
  const latency = (region: string) => ({
    ...values("www.example.com", region),
    set_identifier: region,
    latency_routing_policy: [{ region }],
    ...checkedBy(region),
  });
  const regions = ["us-east-1", "eu-west-1", "ap-southeast-2"];
  const zone = zoneOf({
    records: Object.fromEntries(regions.map((region) => [region, latency(region)])),
    checks: Object.fromEntries(regions.map((region) => [region, {}])),
  });

  test.each([
    ["New York", "us-east-1"],
    ["Warsaw", "eu-west-1"],
    ["Auckland", "ap-southeast-2"],
    ["Buenos Aires", "us-east-1"],
  ])("%s is answered by %s", (from, region) => {
    const answer = ask(zone, "www.example.com", { from });
    expect(answer.to).toEqual([region]);
    expect(answer.rules).toEqual(["record-check", "latency"]);
  });

  test("an unhealthy region is answered by the next nearest", () => {
    expect(ask(zone, "www.example.com", { from: "Auckland", failing: ["ap-southeast-2"] }).to).toEqual([
      "us-east-1",
    ]);
  });

  test("states that distance approximates latency", () => {
    expect(ask(zone, "www.example.com").trace.at(-1)?.detail).toMatch(/km \(an approximation of latency\)/);
  });
});

describe("failover routing", () => {
  const unchecked = (role: string) => ({
    ...values("www.example.com", role.toLowerCase()),
    set_identifier: role,
    failover_routing_policy: { type: role },
  });
  const half = (role: string) => ({ ...unchecked(role), ...checkedBy(role.toLowerCase()) });
  const zone = zoneOf({
    records: { primary: half("PRIMARY"), secondary: half("SECONDARY") },
    checks: { primary: {}, secondary: {} },
  });

  test.each([
    [[], "primary", "failover-primary"],
    [["secondary"], "primary", "failover-primary"],
    [["primary"], "secondary", "failover-secondary"],
    [["primary", "secondary"], "primary", "failover-both-unhealthy"],
  ])("with %j failing the %s answers", (failing, role, rule) => {
    const answer = ask(zone, "www.example.com", { failing });
    expect(answer.to).toEqual([role]);
    expect(answer.rules).toContain(rule);
  });

  test("a secondary without a health check answers whatever its endpoint's health is", () => {
    const pair = zoneOf({
      records: { primary: half("PRIMARY"), secondary: unchecked("SECONDARY") },
      checks: { primary: {} },
    });
    expect(ask(pair, "www.example.com", { failing: ["primary", "secondary"] }).to).toEqual(["secondary"]);
  });

  test("a primary that has no secondary answers even when it is unhealthy", () => {
    const alone = zoneOf({ records: { primary: half("PRIMARY") }, checks: { primary: {} } });
    const answer = ask(alone, "www.example.com", { failing: ["primary"] });
    expect(answer.to).toEqual(["primary"]);
    expect(answer.rules).toContain("all-unhealthy");
  });
});

describe("geolocation routing", () => {
  const located = (id: string, location: object) => ({
    ...values("www.example.com", id),
    set_identifier: id,
    geolocation_routing_policy: location,
    ...checkedBy(id),
  });
  const records = {
    everywhere: located("everywhere", { country: "*" }),
    america: located("america", { continent: "NA" }),
    usa: located("usa", { country: "US" }),
    california: located("california", { country: "US", subdivision: "CA" }),
  };
  const checks = { everywhere: {}, america: {}, usa: {}, california: {} };
  const zone = zoneOf({ records, checks });

  test.each([
    ["San Francisco", "california"],
    ["Chicago", "usa"],
    ["Montreal", "america"],
    ["Lagos", "everywhere"],
  ])("%s is answered by the smallest area that it is in: %s", (from, id) => {
    const answer = ask(zone, "www.example.com", { from });
    expect(answer.to).toEqual([id]);
    expect(answer.rules).toEqual(["record-check", "geolocation"]);
  });

  test.each([
    [["california"], "usa"],
    [["california", "usa"], "america"],
    [["california", "usa", "america"], "everywhere"],
  ])("with %j unhealthy San Francisco is answered by %s", (failing, id) => {
    const answer = ask(zone, "www.example.com", { from: "San Francisco", failing });
    expect(answer.to).toEqual([id]);
    expect(answer.rules).toContain("geolocation-larger-area");
  });

  test("with everything that fits unhealthy the smallest area answers", () => {
    const failing = Object.keys(checks);
    expect(ask(zone, "www.example.com", { from: "San Francisco", failing }).to).toEqual(["california"]);
  });

  test("a client whom no record fits gets no answer", () => {
    const { everywhere: _, ...withoutDefault } = records;
    const answer = ask(zoneOf({ records: withoutDefault, checks }), "www.example.com", { from: "Lagos" });
    expect(answer.outcome).toBe("no answer");
    expect(answer.rules).toEqual(["geolocation-no-match"]);
  });
});

describe("geoproximity routing", () => {
  const near = (id: string, policy: object) => ({
    ...values("www.example.com", id),
    set_identifier: id,
    geoproximity_routing_policy: policy,
    ...checkedBy(id),
  });
  // Paris is about 780 km from Dublin and 450 km from Frankfurt.
  const between = (dublin: object, frankfurt: object) =>
    zoneOf({
      records: {
        dublin: near("dublin", { aws_region: "eu-west-1", ...dublin }),
        frankfurt: near("frankfurt", {
          coordinates: { latitude: "50.11", longitude: "8.68" },
          ...frankfurt,
        }),
      },
      checks: { dublin: {}, frankfurt: {} },
    });

  test("the nearest record answers", () => {
    const answer = ask(between({}, {}), "www.example.com", { from: "Paris" });
    expect(answer.to).toEqual(["frankfurt"]);
    expect(answer.rules).toEqual(["record-check", "geoproximity"]);
  });

  test("a positive bias brings a record nearer", () => {
    expect(ask(between({ bias: 50 }, {}), "www.example.com", { from: "Paris" }).to).toEqual(["dublin"]);
  });

  test("a negative bias takes a record further away", () => {
    expect(ask(between({}, { bias: -90 }), "www.example.com", { from: "Paris" }).to).toEqual(["dublin"]);
  });

  test("an unhealthy record is answered by the next nearest", () => {
    expect(ask(between({}, {}), "www.example.com", { from: "Paris", failing: ["frankfurt"] }).to).toEqual([
      "dublin",
    ]);
  });
});

describe("IP-based routing", () => {
  const collection = "${aws_route53_cidr_collection.networks.id}";
  const networked = (location: string) => ({
    ...values("www.example.com", location),
    set_identifier: location,
    cidr_routing_policy: { collection_id: collection, location_name: location },
    ...checkedBy(location === "*" ? "default" : location),
  });
  const others = {
    aws_route53_cidr_collection: { networks: { name: "networks" } },
    aws_route53_cidr_location: {
      office: {
        cidr_collection_id: collection,
        name: "office",
        cidr_blocks: ["192.0.2.0/24", "2001:db8::/48"],
      },
    },
  };
  const checks = { office: {}, default: {} };
  const zone = zoneOf({ records: { office: networked("office"), rest: networked("*") }, checks, others });

  test.each([
    ["192.0.2.77", "office"],
    ["2001:db8::1", "office"],
    ["198.51.100.1", "*"],
  ])("%s is answered by the location %s", (address, location) => {
    const answer = ask(zone, "www.example.com", { address });
    expect(answer.to).toEqual([location]);
    expect(answer.rules).toEqual(["record-check", "ip-based"]);
  });

  test("an unhealthy location is answered by the default one", () => {
    expect(ask(zone, "www.example.com", { address: "192.0.2.1", failing: ["office"] }).to).toEqual(["*"]);
  });

  test("a client in no location gets no answer without a default location", () => {
    const answer = ask(
      zoneOf({ records: { office: networked("office") }, checks, others }),
      "www.example.com",
    );
    expect(answer.outcome).toBe("no answer");
    expect(answer.rules).toEqual(["ip-based-no-match"]);
  });
});

describe("multivalue answer routing", () => {
  const ids = Array.from({ length: 10 }, (_, index) => `v${index}`);
  const zone = zoneOf({
    records: Object.fromEntries(
      ids.map((id) => [
        id,
        {
          ...values("www.example.com", id),
          set_identifier: id,
          multivalue_answer_routing_policy: true,
          ...checkedBy(id),
        },
      ]),
    ),
    checks: Object.fromEntries(ids.map((id) => [id, {}])),
  });

  test("up to eight healthy records answer together", () => {
    const answer = ask(zone, "www.example.com", { failing: ["v0"] });
    expect(answer.to).toHaveLength(8);
    expect(answer.to).not.toContain("v0");
    expect(answer.rules).toContain("multivalue");
  });

  test("any of the healthy records may answer", () => {
    expect(ask(zone, "www.example.com", { failing: ["v0"], every: true }).to).toEqual(ids.slice(1));
  });

  test("up to eight answer when none is healthy", () => {
    const answer = ask(zone, "www.example.com", { failing: ids });
    expect(answer.to).toHaveLength(8);
    expect(answer.rules).toContain("all-unhealthy");
  });
});
