import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { routesOf } from "../../src/route53";
import { runRoutes } from "../../src/route53/command";
import { readTerraform } from "../../src/terraform";
import { synthStackFile } from "../constructs/synth";
import { checkedBy, values, type Written, written } from "./zone";

const run = (what: Written, ...args: readonly string[]) =>
  runRoutes([...args, "-"], { folder: __dirname, standardInput: () => written(what) });

function verdicts(what: Written): Record<string, string> {
  const [route] = routesOf(readTerraform(written(what))).routes;
  return Object.fromEntries(route?.proof.proofs.map(({ id, verdict }) => [id, verdict]) ?? []);
}

function recoveries(what: Written) {
  const [route] = routesOf(readTerraform(written(what))).routes;
  return Object.fromEntries(
    route?.proof.recoveries.map(({ site, detection, ttlSeconds }) => [site, { ...detection, ttlSeconds }]) ??
      [],
  );
}

const latency = (region: string) => ({ set_identifier: region, latency_routing_policy: { region } });
const weighted = (id: string, weight: number) => ({
  set_identifier: id,
  weighted_routing_policy: { weight },
});
const failover = (type: string) => ({ set_identifier: type, failover_routing_policy: { type } });
const balancer = (name: string, evaluate = false) => ({
  name: "app.example.com",
  alias: {
    name: `\${aws_lb.${name}.dns_name}`,
    zone_id: `\${aws_lb.${name}.zone_id}`,
    evaluate_target_health: evaluate,
  },
});
const lbs = { aws_lb: { us: {}, green: {}, eu: { provider: "aws.eu" } } };
const asked = (name: string) => ({ type: "HTTP", fqdn: `\${aws_lb.${name}.dns_name}` });
const names = { name: "app.example.com" };

/** One region per latency record, each with what is given. */
const pair = (
  us: object,
  eu: object,
  checks: Written["checks"] = {},
  records: Written["records"] = {},
): Written => ({
  records: {
    us: { ...balancer("us"), ...latency("us-east-1"), ...us },
    eu: { ...balancer("eu"), ...latency("eu-west-1"), ...eu },
    ...records,
  },
  checks,
  others: lbs,
});
const both = (checks: Written["checks"], records?: Written["records"]) =>
  pair(checkedBy("us"), checkedBy("eu"), checks, records);

describe("without stated rules", () => {
  test("records that can never be left break the claim, and are named", () => {
    const { exitCode, text } = run(pair({}, {}));
    expect(exitCode).toBe(2);
    expect(text).toContain("✗ No client is sent to a failed site");
    expect(text).toContain(
      "because aws_route53_record.eu stays in use: has no health check and does not evaluate its target",
    );
    expect(text).toContain("because aws_route53_record.us stays in use");
  });

  test("claims without a rule are shown as not judged", () => {
    const { exitCode, text } = run(both({ us: asked("us"), eu: asked("eu") }));
    expect(exitCode).toBe(0);
    expect(text.match(/^ {2}· .*\(not judged\)$/gm)).toHaveLength(3);
    expect(text).toContain("Rules are not stated");
  });

  test("a location that no other record serves is no mistake", () => {
    const country = (code: string) => ({
      set_identifier: code,
      geolocation_routing_policy: { country: code },
    });
    const records = {
      us: { ...values("app.example.com", "192.0.2.1"), ...country("US") },
      de: { ...values("app.example.com", "192.0.2.2"), ...country("DE") },
    };
    expect(verdicts({ records })).toMatchObject({ healthy: "holds" });
  });
});

describe("what a health check requests", () => {
  const A_RECORD = (name: string, lb: string) => ({ ...balancer(lb), name });
  test.each<[string, Written]>([
    ["a load balancer", both({ us: asked("us"), eu: asked("eu") })],
    [
      "a CNAME of the zone",
      both(
        { us: { fqdn: "us.example.com" }, eu: { fqdn: "eu.example.com" } },
        {
          pus: { ...values("us.example.com", "${aws_lb.us.dns_name}"), type: "CNAME" },
          peu: { ...values("eu.example.com", "${aws_lb.eu.dns_name}"), type: "CNAME" },
        },
      ),
    ],
    [
      "a wildcard",
      both(
        { us: { fqdn: "check.us.example.com" }, eu: { fqdn: "check.eu.example.com" } },
        { pus: A_RECORD("*.us.example.com", "us"), peu: A_RECORD("*.eu.example.com", "eu") },
      ),
    ],
    [
      "a relative record by reference",
      both(
        { us: { fqdn: "${aws_route53_record.pus.fqdn}" }, eu: { fqdn: "${aws_route53_record.peu.fqdn}" } },
        { pus: A_RECORD("us", "us"), peu: A_RECORD("eu", "eu") },
      ),
    ],
  ])("%s: both regions are left in 150 s", (_what, what) => {
    expect(verdicts(what)).toMatchObject({ healthy: "holds", sound: "holds" });
    const left = { by: "health checks", seconds: 90, ttlSeconds: 60 };
    expect(recoveries(what)).toMatchObject({ "us-east-1": left, "eu-west-1": left });
  });

  test("a CNAME is followed into another zone of the document", () => {
    const what = both({ us: { fqdn: "us.example.org" }, eu: asked("eu") });
    const others = {
      ...lbs,
      aws_route53_zone: { zone: { name: "example.com" }, other: { name: "example.org" } },
    };
    const records = {
      ...what.records,
      pinned: {
        ...values("us.example.org", "${aws_lb.us.dns_name}"),
        type: "CNAME",
        zone_id: "${aws_route53_zone.other.zone_id}",
      },
    };
    expect(verdicts({ ...what, records, others })).toMatchObject({ healthy: "holds" });
  });

  test.each([
    [
      "a foreign name",
      { fqdn: "status.monitoring.example" },
      /\(status\.monitoring\.example\) is not in this document/,
    ],
    ["a foreign address", { ip_address: "198.51.100.7" }, /\(198\.51\.100\.7\) is not in this document/],
    [
      "an alarm elsewhere",
      { type: "CLOUDWATCH_METRIC", cloudwatch_alarm_name: "x", insufficient_data_health_status: "Unhealthy" },
      /the alarm x of .* is not in this document/,
    ],
    [
      "a routing control",
      { type: "RECOVERY_CONTROL", routing_control_arn: "arn:x" },
      /fails when an operator turns arn:x off/,
    ],
  ])("%s makes the claim unknown, never a check mark", (_what, check, why) => {
    const { exitCode, text } = run(both({ us: check, eu: asked("eu") }));
    expect(exitCode).toBe(1);
    expect(text).toMatch(why);
    expect(text).toContain("? No client is sent to a failed site");
    expect(text).not.toMatch(/^ {2}us-east-1 +never/m);
  });

  test("a check that is not in the document makes the claim unknown", () => {
    const what = pair({ health_check_id: "0123-abcd" }, checkedBy("eu"), { eu: asked("eu") });
    expect(verdicts(what)).toMatchObject({ healthy: "unknown" });
  });
});

describe("alarms", () => {
  const alarm = (region: string, status: string) => ({
    type: "CLOUDWATCH_METRIC",
    cloudwatch_alarm_name: `\${aws_cloudwatch_metric_alarm.${region.slice(0, 2)}.alarm_name}`,
    cloudwatch_alarm_region: region,
    insufficient_data_health_status: status,
  });
  const metric = (name: string, rest: object) => ({
    alarm_name: name,
    evaluation_periods: 2,
    period: 60,
    ...rest,
  });
  const alarmed = (status: string, rest: object = {}): Written => ({
    ...both({ us: alarm("us-east-1", status), eu: alarm("eu-west-1", status) }),
    others: {
      ...lbs,
      aws_cloudwatch_metric_alarm: {
        us: metric("us", rest),
        eu: metric("eu", { provider: "aws.eu", ...rest }),
      },
    },
  });

  test("a region is left after the alarm's periods and the TTL", () => {
    expect(verdicts(alarmed("Unhealthy"))).toMatchObject({ healthy: "holds", sound: "holds" });
    expect(recoveries(alarmed("Unhealthy"))).toMatchObject({
      "eu-west-1": { by: "health checks", seconds: 120, hangingSeconds: 0, ttlSeconds: 60 },
    });
  });

  test.each(["Healthy", "LastKnownStatus"])("a dead region without data stays chosen: %s", (status) => {
    expect(verdicts(alarmed(status))).toMatchObject({ healthy: "broken", sound: "broken" });
    expect(verdicts(alarmed(status, { treat_missing_data: "breaching" }))).toMatchObject({
      healthy: "holds",
    });
  });
});

describe("evacuation markers", () => {
  const bucket = "${aws_s3_bucket.markers.bucket_regional_domain_name}";
  const marked = (host: string): Written => {
    const child = (name: string) => `\${aws_route53_health_check.${name}.id}`;
    const what = pair(checkedBy("us"), checkedBy("eu"), {
      answers: asked("us"),
      marker: { fqdn: host, resource_path: "/evacuate/us-east-1", invert_healthcheck: true },
      us: {
        type: "CALCULATED",
        child_health_threshold: 2,
        child_healthchecks: [child("answers"), child("marker")],
      },
      eu: asked("eu"),
    });
    return { ...what, others: { ...lbs, aws_s3_bucket: { markers: { provider: "aws.eu" } } } };
  };

  test.each([bucket, "markers.s3.eu-west-1.amazonaws.com"])(
    "a missing object in %s leaves the region in service, and its endpoint decides",
    (host) => {
      const { exitCode, text } = run(marked(host));
      expect(exitCode).toBe(0);
      expect(text).not.toContain("inverted-health-check");
      expect(verdicts(marked(host))).toMatchObject({ healthy: "holds", steady: "holds", sound: "holds" });
      expect(recoveries(marked(host))).toMatchObject({
        "us-east-1": { by: "health checks", seconds: 90, ttlSeconds: 60 },
      });
    },
  );

  test("an inverted check of anything else takes a working region out of service", () => {
    const { text } = run(marked("status.example.net"));
    expect(text).toContain("users of eu-west-1 (49 places");
    expect(text).toContain("warning inverted-health-check: aws_route53_health_check.marker");
  });
});

describe("CNAME records route like A records", () => {
  const cname = (lb: string) => ({
    ...values("app.example.com", `\${aws_lb.${lb}.dns_name}`),
    type: "CNAME",
  });

  test("each region's users leave it", () => {
    const what: Written = {
      records: {
        us: { ...cname("us"), ...latency("us-east-1"), ...checkedBy("us") },
        eu: { ...cname("eu"), ...latency("eu-west-1"), ...checkedBy("eu") },
      },
      checks: { us: asked("us"), eu: asked("eu") },
      others: lbs,
    };
    expect(verdicts(what)).toMatchObject({ answered: "holds", healthy: "holds" });
    expect(routesOf(readTerraform(written(what))).routes[0]?.proof.simulation.types).toEqual(["A", "AAAA"]);
  });
});

describe("endpoints within one region", () => {
  test("blue and green behind one check are sent to together when blue fails", () => {
    const what: Written = {
      records: {
        blue: { ...balancer("us", true), ...weighted("blue", 50), ...checkedBy("us") },
        green: { ...balancer("green", true), ...weighted("green", 50), ...checkedBy("us") },
      },
      checks: { us: asked("us") },
      others: lbs,
    };
    const { exitCode, text } = run(what);
    expect(exitCode).toBe(2);
    expect(text).toMatch(/aws_lb\.us failed: is sent to aws_lb\.us, which failed, instead of us-east-1/);
    expect(text).toContain("because app.example.com A: none of 2 is healthy");
  });

  test("each is left by its own check, and a page of the region stands by", () => {
    const what: Written = {
      records: {
        app: { ...balancer("us", true), ...failover("PRIMARY"), ...checkedBy("us") },
        page: {
          ...names,
          alias: {
            name: "s3-website-us-east-1.amazonaws.com",
            zone_id: "Z3AQBSTGFYJSTF",
            evaluate_target_health: true,
          },
          ...failover("SECONDARY"),
        },
      },
      checks: { us: asked("us") },
      others: lbs,
    };
    expect(verdicts(what)).toMatchObject({ healthy: "holds", sound: "holds" });
    expect(recoveries(what)).toMatchObject({
      "aws_lb.us": { by: "health checks", seconds: 90, ttlSeconds: 60 },
      "s3-website-us-east-1.amazonaws.com": { by: "standby" },
    });
  });

  test.each([
    ["its health check alone", false, checkedBy("us"), { exitCode: 0 }],
    ["its target's health alone", true, {}, { exitCode: 0 }],
    ["neither", false, {}, { exitCode: 2, text: expect.stringContaining("never-fails-over") }],
  ])("a PRIMARY alias fails over by %s", (_, evaluate, checked, result) => {
    const page = {
      alias: {
        name: "s3-website-us-east-1.amazonaws.com",
        zone_id: "Z3AQBSTGFYJSTF",
        evaluate_target_health: false,
      },
    };
    const what: Written = {
      records: {
        app: { ...balancer("us", evaluate), ...failover("PRIMARY"), ...checked },
        page: { ...names, ...page, ...failover("SECONDARY") },
      },
      checks: { us: asked("us") },
      others: lbs,
    };
    expect(run(what)).toMatchObject(result);
  });

  test("every weight is tried, however small", () => {
    const records = Object.fromEntries(
      [255, 255, 1].map((weight, index) => [
        `r${index}`,
        { ...values("app.example.com", `192.0.2.${index}`), ...weighted(`r${index}`, weight) },
      ]),
    );
    const [route] = routesOf(readTerraform(written({ records }))).routes;
    expect(route?.proof.simulation.outcomes[0]?.sites).toEqual(["192.0.2.0", "192.0.2.1", "192.0.2.2"]);
  });
});

test("clients of each block of IP-based records are tried", () => {
  const collection = "${aws_route53_cidr_collection.c.id}";
  const at = (location: string) => ({
    set_identifier: location,
    cidr_routing_policy: { collection_id: collection, location_name: location },
  });
  const what: Written = {
    records: {
      office: { ...values("app.example.com", "192.0.2.1"), ...at("office") },
      rest: { ...values("app.example.com", "192.0.2.2"), ...at("*") },
    },
    others: {
      aws_route53_cidr_location: {
        office: {
          cidr_collection_id: collection,
          name: "office",
          cidr_blocks: ["198.51.100.0/24", "2001:db8::/48"],
        },
      },
    },
  };
  const { text } = run(what);
  expect(text).toMatch(/users of 192\.0\.2\.1 \(2 places\)/);
  expect(text).toMatch(/198\.51\.100\.0\/24, A, 192\.0\.2\.1 failed: is sent to 192\.0\.2\.1/);
});

test("rules allow the clients of a network every serving region", () => {
  const at = (location: string) => ({
    set_identifier: location,
    cidr_routing_policy: { collection_id: "c", location_name: location },
  });
  const us = { ...balancer("us", true), ...checkedBy("us"), ...at("branch") };
  const eu = { ...balancer("eu", true), ...checkedBy("eu"), ...at("*") };
  const branch = { cidr_collection_id: "c", name: "branch", cidr_blocks: ["203.0.113.0/24"] };
  const rules = {
    url: "https://app.example.com",
    failover: { "us-east-1": ["eu-west-1"], "eu-west-1": ["us-east-1"] },
  };
  const { text } = run(
    {
      records: { us, eu },
      checks: { us: asked("us"), eu: asked("eu") },
      others: { ...lbs, aws_route53_cidr_location: { branch } },
    },
    "--rules",
    JSON.stringify(rules),
  );
  expect(text).toContain("✓ No client is ever sent to a region that its rules forbid");
});

describe("rules", () => {
  const sound = both({ us: asked("us"), eu: asked("eu") });
  const rules = { url: "https://app.example.com", failover: { "us-east-1": ["eu-west-1"], "eu-west-1": [] } };

  test("can be given on the command line and in a file", () => {
    const inline = run(sound, "--rules", JSON.stringify(rules));
    expect(inline).toMatchObject({
      exitCode: 2,
      text: expect.stringContaining("its rules allow eu-west-1 only"),
    });
    const file = join(synthStackFile({}), "..", "rules.json");
    writeFileSync(
      file,
      JSON.stringify({
        ...rules,
        failover: { ...rules.failover, "eu-west-1": ["us-east-1"] },
        failover_seconds: 150,
      }),
    );
    const { exitCode, text } = run(sound, "--rules", file);
    expect(exitCode).toBe(0);
    expect(text.match(/^ {2}✓ /gm)).toHaveLength(8);
  });

  test.each([
    ["{", /^routes: --rules: expected a JSON object of url and failover, or a file that contains one$/],
    ["{}", /--rules: "url" is not a URL$/],
    [
      '{"url": "https://app.example.com", "failover": {"enabled": true}}',
      /--rules: "failover" does not map each region/,
    ],
    [
      '{"url": "https://shop.example.net", "failover": {"us-east-1": []}}',
      /"url" names shop\.example\.net, which has no record/,
    ],
  ])("%s is refused in one line", (argument, message) => {
    expect(run(sound, "--rules", argument)).toEqual({ exitCode: 1, text: expect.stringMatching(message) });
  });

  test("outputs of another meaning are not taken for rules", () => {
    const document = {
      ...JSON.parse(written(sound)),
      output: { url: { value: rules.url }, failover: { value: { enabled: true, region: "eu-west-1" } } },
    };
    const { exitCode, text } = runRoutes(["-"], {
      folder: "/",
      standardInput: () => JSON.stringify(document),
    });
    expect(exitCode).toBe(0);
    expect(text).toContain('Rules are not stated ("failover" does not map each region to a list of regions)');
  });
});

test("of two zones with one name, the rules mean the public one; a private zone answers no outside client", () => {
  const what = both({ us: asked("us"), eu: asked("eu") });
  const rules = {
    url: "https://app.example.com",
    failover: { "us-east-1": ["eu-west-1"], "eu-west-1": ["us-east-1"] },
  };
  const inside = { name: "example.com", vpc: { vpc_id: "vpc-1" } };
  const zones = (zone: Readonly<Record<string, unknown>>) => ({ ...lbs, aws_route53_zone: { inside, zone } });
  const private_ = {
    ...values("app.example.com", "10.0.0.1"),
    zone_id: "${aws_route53_zone.inside.zone_id}",
  };
  const judged = (zone: Readonly<Record<string, unknown>>) =>
    run(
      { ...what, records: { private: private_, ...what.records }, others: zones(zone) },
      "--rules",
      JSON.stringify(rules),
    );
  expect(judged({ name: "example.com" })).toMatchObject({
    exitCode: 0,
    text: expect.stringContaining("app.example.com in aws_route53_zone.zone"),
  });
  expect(judged({ ...inside })).toMatchObject({
    exitCode: 2,
    text: expect.stringContaining("is a private zone"),
  });
});

test("an error fails the names that depend on it, and is reported once", () => {
  const sound = both({ us: asked("us"), eu: asked("eu") });
  const stray = {
    name: "stray.example.com",
    alias: {
      name: "gone.example.com",
      zone_id: "${aws_route53_zone.zone.zone_id}",
      evaluate_target_health: false,
    },
  };
  const what = { ...sound, records: { ...sound.records, stray } };
  expect(verdicts(what)).toMatchObject({ sound: "holds" });
  const { exitCode, text } = run(what);
  expect(exitCode).toBe(2);
  expect(text.match(/dangling-alias/g)).toHaveLength(1);
});

test("with more than four regions each has a row, and no line is long", () => {
  const regions = ["us-east-1", "eu-west-1", "ap-southeast-1", "sa-east-1", "af-south-1", "ap-northeast-1"];
  const stack = synthStackFile({ regions: Object.fromEntries(regions.map((region) => [region, {}])) });
  const { exitCode, text } = runRoutes([stack], { folder: "/", standardInput: () => "" });
  expect(exitCode).toBe(0);
  for (const region of regions) {
    expect(text).toMatch(
      new RegExp(`^  ${region} \\(\\d+ places?.*\\) +[a-z]+-.* ${region} \\(failed\\)$`, "m"),
    );
  }
  expect(
    Math.max(
      ...text
        .split("\n")
        .slice(1)
        .map((line) => line.length),
    ),
  ).toBeLessThan(130);
});

test("places near the border between two regions are marked", () => {
  const stack = synthStackFile({});
  const { uncertain } = JSON.parse(
    runRoutes(["--json", stack], { folder: "/", standardInput: () => "" }).text,
  ).names[0];
  expect(uncertain).toEqual(
    expect.arrayContaining(["Tokyo", "Seoul", "Hong Kong", "Jakarta", "Manila", "Perth"]),
  );
  expect(uncertain).not.toContain("Dublin");
  const { text } = runRoutes(["--place", "sao paulo", stack], { folder: "/", standardInput: () => "" });
  expect(text).toContain("São Paulo is near the border between two regions");
});

test("a fixed CNAME in front of a name delays nothing; one that routes does", () => {
  const www = { ...values("www.example.com", "app.example.com"), type: "CNAME", ttl: 900 };
  const sound = both({ us: asked("us"), eu: asked("eu") });
  expect(recoveries({ ...sound, records: { ...sound.records, www } })["us-east-1"]).toMatchObject({
    ttlSeconds: 60,
  });
  const routed = (region: string, lb: string) => ({
    ...values("app.example.com", `\${aws_lb.${lb}.dns_name}`),
    ...latency(region),
    ...checkedBy(lb),
    type: "CNAME",
    ttl: 120,
  });
  const cnames = { us: routed("us-east-1", "us"), eu: routed("eu-west-1", "eu") };
  expect(recoveries({ ...sound, records: cnames })["us-east-1"]).toMatchObject({ ttlSeconds: 120 });
});

test("modules that a configuration calls are not read, and are reported", () => {
  const module = { dns: { source: "./dns" } };
  const judge = (document: object) =>
    runRoutes(["-"], { folder: "/", standardInput: () => JSON.stringify(document) });
  expect(judge({ module })).toEqual({
    exitCode: 1,
    text: expect.stringContaining("module.dns can't be read here: use the plan"),
  });
  const sound = JSON.parse(written(both({ us: asked("us"), eu: asked("eu") })));
  expect(judge({ ...sound, module }).text).toContain("module.dns can't be read here");
});
