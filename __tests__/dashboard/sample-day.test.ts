import { SampleDay } from "../../src/dashboard/sample-day";

const regions = ["us-east-1", "eu-west-1"];
const day = new SampleDay({
  regions,
  failing: "us-east-1",
  scheduled: new Set(["tickets-sweep"]),
  metrics: { OpenTickets: (minute) => minute / 60 },
});

function metric(namespace: string, name: string, stat: string, region: string, dimensions = {}) {
  return { namespace, name, stat, region, dimensions };
}
const requests = (region: string, minute: number) =>
  day.value(metric("AWS/ApiGateway", "Count", "Sum", region), minute, 1) ?? 0;
const healthy = (minute: number) =>
  day.value(
    metric("AWS/Route53", "HealthCheckStatus", "Minimum", "us-east-1", {
      HealthCheckId: "${aws_route53_health_check.routing_us-east-1.id}",
    }),
    minute,
    1,
  );

const [before, during, after] = [13.5 * 60, 14.5 * 60, 15.5 * 60];

test("while the region fails, the other region serves its users, and none are lost", () => {
  expect(requests("us-east-1", during)).toBeLessThan(0.1 * requests("us-east-1", before));
  expect(requests("eu-west-1", during)).toBeGreaterThan(1.5 * requests("eu-west-1", before));
  expect(requests("us-east-1", after)).toBeGreaterThan(requests("us-east-1", before));
});

test("the health check detects the failure and its end two minutes late", () => {
  expect([14 * 60, 14 * 60 + 2, 15 * 60 + 1, 15 * 60 + 2].map(healthy)).toEqual([1, 0, 0, 1]);
});

test("only the failing region returns server errors for an hour", () => {
  const errors = (region: string) =>
    day.value(metric("AWS/ApiGateway", "5XXError", "Sum", region), 14 * 60, 60);
  expect(errors("us-east-1")).toBeGreaterThan(1000);
  expect(errors("eu-west-1")).toBeLessThan(10);
});

test("only the outage alarm is in alarm while the region's health check fails", () => {
  const inAlarm = (name: string) => [before, during, after].map((minute) => day.inAlarm(name, minute));
  expect(inAlarm("tickets-us-east-1-outage")).toEqual([false, true, false]);
  expect(inAlarm("tickets-all-regions-down")).toEqual([false, false, false]);
  expect(inAlarm("tickets-eu-west-1-attention")).toEqual([false, false, false]);
});

test("a region that takes over starts functions cold", () => {
  const starts = (hour: number) =>
    day.value(metric("Tickets/ColdStarts", "tickets-api", "SampleCount", "eu-west-1"), hour * 60, 60) ?? 0;
  expect(starts(14)).toBeGreaterThan(2 * starts(13));
});

test("a scheduled function writes the service's metrics once per hour, unless its region is down", () => {
  const open = (region: string, hour: number) =>
    Array.from({ length: 60 }, (_, minute) =>
      day.value(metric("Tickets", "OpenTickets", "Maximum", region), hour * 60 + minute, 1),
    ).filter((value) => value !== undefined);
  expect(open("eu-west-1", 16)).toEqual([16 + 7 / 60]);
  expect(open("us-east-1", 14)).toEqual([]);
  const runs = metric("Tickets/ColdStarts", "tickets-sweep", "SampleCount", "eu-west-1");
  expect(day.value(runs, 16 * 60, 60)).toBe(1);
});

test("a service's unknown metric has no value, and an unknown metric of AWS is an error", () => {
  expect(day.value(metric("Tickets", "Other", "Sum", "eu-west-1"), 0, 60)).toBeUndefined();
  expect(() => day.value(metric("AWS/Lambda", "Other", "Sum", "eu-west-1"), 0, 60)).toThrow(
    /no AWS\/Lambda Other/,
  );
});

test("an unknown region or the only region cannot fail", () => {
  expect(() => new SampleDay({ regions, failing: "us-east-9" })).toThrow(/us-east-9 cannot fail/);
  expect(() => new SampleDay({ regions: ["us-east-1"], failing: "us-east-1" })).toThrow(
    /another region must answer/,
  );
});
