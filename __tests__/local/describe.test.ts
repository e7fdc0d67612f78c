import { stripVTControlCharacters } from "node:util";
import { describe as line, Summary } from "../../src/local/describe";

test("describes a single event in one line", () => {
  const plain = (event: Parameters<typeof line>[0]) => stripVTControlCharacters(line(event) ?? "");
  const health = { type: "health", check: "c", name: "us-east-1.api.example.com" } as const;
  expect(plain({ ...health, healthy: false, reason: "/health returned 404" })).toBe(
    "us-east-1.api.example.com is unhealthy: /health returned 404",
  );
  expect(plain({ ...health, healthy: true, reason: undefined })).toBe("us-east-1.api.example.com is healthy");
  expect(plain({ type: "failover", place: "Chicago", from: "us-east-1", to: "eu-west-1" })).toBe(
    "Chicago moved from us-east-1 to eu-west-1",
  );
  expect(
    plain({
      type: "function",
      region: "us-east-1",
      name: "api",
      what: "timed-out",
      detail: "Task timed out",
    }),
  ).toBe("us-east-1 api timed out: Task timed out");
});

test("summarizes frequent events in one line per kind", () => {
  const summary = new Summary();
  const request = {
    type: "request",
    method: "GET",
    path: "/status",
    region: "eu-west-1",
    status: 200,
  } as const;
  for (const [place, milliseconds] of [
    ["Dublin", 10],
    ["Dublin", 20],
    ["Paris", 4],
  ] as const) {
    expect(summary.takes({ ...request, place, milliseconds })).toBe(true);
  }
  summary.takes({ type: "replication", from: "eu-west-1", to: "us-east-1", changes: 2 });
  summary.takes({ type: "replication", from: "eu-west-1", to: "us-east-1", changes: 1 });
  expect(summary.takes({ type: "control", text: "x" })).toBe(false);
  expect(summary.lines()).toEqual([
    "Dublin → eu-west-1  200  2 requests, 15 ms",
    "Paris → eu-west-1  200  1 request, 4 ms",
    "eu-west-1 to us-east-1: 3 changes replicated",
  ]);
  expect(summary.lines()).toEqual([]);
});
