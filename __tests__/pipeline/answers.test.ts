import { type ListeningServer, listen } from "../../src/local/http";
import { answering, endpointsOf, silent, wantedAfter } from "../../src/pipeline/answers";
import { readPlan } from "../../src/terraform";
import { planWith } from "../review/plan";

const QUICK = { times: 3, attempts: 6, pauseMilliseconds: 1 };

/** Answers with these statuses, one after another, and then with the last one. */
let statuses: number[] = [];
let server: ListeningServer;
let url = "";
beforeAll(async () => {
  server = await listen((_, response) => {
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    response.writeHead(status ?? 500).end();
  });
  url = `${server.url}/status`;
});
afterAll(() => server.close());

test("what the health checks of a plan ask", () => {
  const check = (more: object) => ({
    fqdn: "us-east-1.api.example.com",
    port: 443,
    resource_path: "/status",
    type: "HTTPS",
    ...more,
  });
  const plan = planWith([
    { address: "aws_route53_health_check.a", before: check({}), after: check({}) },
    {
      address: "aws_route53_health_check.routing_eu-west-1",
      after: check({ type: "HTTP_STR_MATCH", port: 80, fqdn: "eu.example.com" }),
    },
    {
      address: "aws_route53_health_check.other",
      after: check({ type: "HTTP", port: 80, fqdn: "other.example.com" }),
    },
    { address: "aws_route53_health_check.calculated", after: { type: "CALCULATED", fqdn: "" } },
    { address: "aws_route53_health_check.gone", before: check({ fqdn: "gone.example.com" }) },
    { address: "aws_sns_topic.other", after: check({}) },
  ]);
  expect(endpointsOf(readPlan(plan))).toEqual([
    { url: "https://us-east-1.api.example.com:443/status", region: "us-east-1" },
    { url: "http://eu.example.com:80/status", region: "eu-west-1" },
    { url: "http://other.example.com:80/status", region: undefined },
  ]);
});

test("a changed region must answer; after a global change, so must every endpoint that answered before", () => {
  const endpoints = ["us-east-1", "eu-west-1", "ap-south-1"].map((region) => ({ url: region, region }));
  expect(wantedAfter("us-east-1", endpoints, ["eu-west-1"])).toEqual(["us-east-1"]);
  expect(wantedAfter("eu-west-1", endpoints, ["eu-west-1"])).toEqual(["eu-west-1"]);
  expect(wantedAfter("global", endpoints, ["eu-west-1", "ap-south-1"])).toEqual(["eu-west-1", "ap-south-1"]);
});

test.each([
  [200, true],
  [302, true],
  [404, false],
  [503, false],
])("%d is an answer: %s", async (status, answers) => {
  statuses = [status];
  expect(await answering([url])).toEqual(answers ? [url] : []);
});

test("who does not listen does not answer", async () => {
  expect(await answering(["http://127.0.0.1:1/status"])).toEqual([]);
});

describe("after a region was changed", () => {
  test("a failure that passes is waited out", async () => {
    statuses = [503, 503, 200];
    expect(await silent([url], QUICK)).toEqual([]);
  });

  test("an answer that was the last of what was there before is not enough", async () => {
    statuses = [200, 200, 503];
    expect(await silent([url], QUICK)).toEqual([url]);
  });

  test("an endpoint that comes and goes has not come back", async () => {
    statuses = [200, 503, 200, 503, 200, 200];
    expect(await silent([url], QUICK)).toEqual([url]);
  });

  test("nothing is waited for where nothing answered before", async () => {
    expect(await silent([], QUICK)).toEqual([]);
  });
});
