import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { service } from "#service";
import { openApiDocument } from "../../handlers/currency-exchange/openapi";
import { exampleOf } from "../../handlers/openapi/page";
import { LocalRegions, readStack } from "../../src/local";
import { scratchFolder, synthesized } from "./support";

const LIMIT = 1;
const TIMES = 10;
/** The regions' seconds in a real one. */
const SPEED = 20;
const HOST = "eu-west-1.api.example.com";

const folder = scratchFolder();

test("no region becomes unhealthy while every public path receives ten times its limit", async () => {
  const stack = readStack(
    synthesized(folder, {
      healthCheck: { intervalSeconds: 10 },
      throttling: { requestsPerSecond: LIMIT, burst: LIMIT },
    }),
  );
  const regions = new LocalRegions({ stack, speed: SPEED, port: 0, live: false, service });
  const unhealthy: unknown[] = [];
  regions.events.on((event) => event.type === "health" && unhealthy.push(event));
  await regions.start();
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const statuses = new Map<string, number>();
  let sender = 0;
  const send = (method: string, path: string) =>
    new Promise<void>((resolve) => {
      sender += 1;
      const sent = request(
        `${regions.url}${path}`,
        {
          method,
          agent,
          // From so many addresses that the limit per address stops none of them.
          headers: { Host: HOST, "X-Source-Address": `198.18.${sender % 250}.${(sender >> 8) % 250}` },
        },
        (answer) => {
          const key = `${path.split("?")[0]} ${answer.statusCode}`;
          statuses.set(key, (statuses.get(key) ?? 0) + 1);
          answer.resume().once("end", resolve);
        },
      );
      sent.once("error", () => resolve());
      sent.end();
    });
  try {
    const targets = Object.entries(openApiDocument.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => method === "get" || method === "post")
        .map(([method, { parameters = [] }]) => [method, exampleOf(path, parameters)] as const),
    );
    // Twice what a region needs to become unhealthy: three checks, ten seconds apart.
    const until = performance.now() + (2 * 30 * 1000) / SPEED;
    const pending: Promise<void>[] = [];
    while (performance.now() < until) {
      for (const [method, path] of targets) {
        for (let index = 0; index < (LIMIT * TIMES) / 10; index += 1) {
          pending.push(send(method.toUpperCase(), path));
        }
      }
      await sleep(100);
    }
    await Promise.all(pending);
    expect(unhealthy).toEqual([]);
    expect(regions.state().map(({ healthy }) => healthy)).toEqual([true, true]);
    expect(statuses.get("/status 429")).toBeGreaterThan(0);
    expect(statuses.get("/v1/latest 429")).toBeGreaterThan(0);
    expect([...statuses.keys()].filter((key) => key.startsWith("/health-check "))).toEqual([
      "/health-check 403",
    ]);
  } finally {
    agent.destroy();
    await regions.stop();
  }
});
