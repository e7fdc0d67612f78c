import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { connect } from "node:net";
import * as dns from "dns-packet";
import { clientSubnet, optRecord } from "../../src/dns";
import { Clock } from "../../src/local/clock";
import { Events, type LocalEvent } from "../../src/local/events";
import { listen } from "../../src/local/http";
import { subnetOf } from "../../src/local/routing/client-places";
import { Edge } from "../../src/local/routing/edge";
import { HealthCheckers } from "../../src/local/routing/health-checkers";
import { HostedZones } from "../../src/local/routing/hosted-zones";
import { LoopbackAddresses } from "../../src/local/routing/loopback-addresses";
import { NameServer } from "../../src/local/routing/name-server";
import { StubResolver } from "../../src/local/routing/stub-resolver";
import { placeNamed, readZones } from "../../src/route53";
import { readTerraform } from "../../src/terraform";
import { describeWith } from "../tools";
import { eventually } from "./support";

const REGIONS = ["eu-west-1", "us-east-1"];

/** A latency set over two regions, a pinned name for each, and a check of one of them. */
function document(check: object = {}) {
  const domain = (region: string) => [
    `${region}_shared`,
    { provider: `aws.${region}`, domain_name: "api.example.com" },
  ];
  const record = (name: string, region: string, more: object) => ({
    provider: "aws.us-east-1",
    zone_id: "${aws_route53_zone.zone.zone_id}",
    name,
    alias: {
      name: `\${aws_api_gateway_domain_name.${region}_shared.regional_domain_name}`,
      zone_id: `\${aws_api_gateway_domain_name.${region}_shared.regional_zone_id}`,
      evaluate_target_health: true,
    },
    ...more,
  });
  const both = (id: string, name: string, region: string, more: object) =>
    ["A", "AAAA"].map((type) => [`${id}_${type}`, record(name, region, { type, ...more })]);
  return JSON.stringify({
    provider: { aws: REGIONS.map((region) => ({ alias: region, region })) },
    resource: {
      aws_route53_zone: { zone: { provider: "aws.us-east-1", name: "example.com" } },
      aws_api_gateway_domain_name: Object.fromEntries(REGIONS.map(domain)),
      aws_route53_health_check: {
        "us-east-1": {
          provider: "aws.us-east-1",
          type: "HTTPS",
          fqdn: "us-east-1.api.example.com",
          resource_path: "/status",
          request_interval: 30,
          failure_threshold: 3,
          regions: ["us-west-2", "eu-west-1", "ap-southeast-1"],
          ...check,
        },
      },
      aws_route53_record: Object.fromEntries(
        REGIONS.flatMap((region) => [
          ...both(`${region}_latency`, "api.example.com", region, {
            set_identifier: region,
            latency_routing_policy: { region },
            ...(region === "us-east-1"
              ? { health_check_id: "${aws_route53_health_check.us-east-1.id}" }
              : {}),
          }),
          ...both(`${region}_pinned`, `${region}.api.example.com`, region, {}),
        ]),
      ),
    },
  });
}

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) {
    await stop();
  }
});

async function start({ speed = 1, check = {} }: { speed?: number; check?: object } = {}) {
  const terraform = readTerraform(document(check));
  const addresses = new LoopbackAddresses(REGIONS);
  const zones = new HostedZones(readZones(terraform), addresses);
  const clock = new Clock(speed);
  const server = new NameServer(zones, clock);
  await server.start(0);
  const events: LocalEvent[] = [];
  const bus = new Events();
  bus.on((event) => events.push(event));
  stops.push(
    () => clock.stop(),
    () => server.stop(),
  );
  return { terraform, addresses, zones, clock, server, bus, events };
}

function place(name: string) {
  const found = placeNamed(name);
  if (found === undefined) {
    throw new Error(name);
  }
  return found;
}

function query(over: Partial<dns.Packet> = {}): Buffer {
  return dns.encode({
    type: "query",
    id: 4711,
    flags: dns.RECURSION_DESIRED,
    questions: [{ type: "A", name: "api.example.com" }],
    ...over,
  });
}

async function ask(port: number, message: Buffer): Promise<dns.DecodedPacket> {
  const socket = createSocket("udp4");
  const reply = new Promise<Buffer>((resolve) => socket.once("message", resolve));
  socket.send(message, port, "127.0.0.1");
  const packet = dns.decode(await reply);
  socket.close();
  return packet;
}

function optFor(name: string): dns.Answer {
  return optRecord([clientSubnet(subnetOf(place(name)), 24)]);
}

describe("the name server", () => {
  test("returns the region nearest to the client's subnet, with the scope of the answer", async () => {
    const { server } = await start();
    const dublin = await ask(server.port, query({ additionals: [optFor("Dublin")] }));
    expect(dublin.answers).toMatchObject([
      { type: "A", name: "api.example.com", ttl: 60, data: "127.0.0.11" },
    ]);
    expect(dublin.flag_aa).toBe(true);
    expect(dublin.flag_rd).toBe(true);
    expect(dublin.flag_ra).toBe(false);
    expect(dublin.additionals).toMatchObject([
      { type: "OPT", options: [{ code: 8, sourcePrefixLength: 24, scopePrefixLength: 24 }] },
    ]);
    const chicago = await ask(server.port, query({ additionals: [optFor("Chicago")] }));
    expect(chicago.answers).toMatchObject([{ data: "127.0.0.12" }]);
  });

  test("is one that Node's resolver understands, for IPv4 and IPv6", async () => {
    const { server } = await start();
    const resolver = new Resolver();
    resolver.setServers([`127.0.0.1:${server.port}`]);
    expect(await resolver.resolve4("eu-west-1.api.example.com")).toEqual(["127.0.0.11"]);
    expect(await resolver.resolve6("us-east-1.api.example.com")).toEqual(["::ffff:127.0.0.12"]);
    expect(await resolver.resolveSoa("example.com")).toMatchObject({ nsname: "ns.example.com" });
    await expect(resolver.resolve4("nothing.example.com")).rejects.toThrow("ENOTFOUND");
    await expect(resolver.resolveMx("api.example.com")).rejects.toThrow("ENODATA");
    await expect(resolver.resolve4("example.org")).rejects.toThrow("EREFUSED");
  });

  test("derives the name of a zone with only an id from its records", async () => {
    const byId = document().replaceAll("${aws_route53_zone.zone.zone_id}", "Z0123456789ABCDEFGHIJ");
    const zones = new HostedZones(readZones(readTerraform(byId)), new LoopbackAddresses(REGIONS));
    expect(zones.zoneOf("us-east-1.api.example.com")?.name).toBe("api.example.com");
    expect(zones.resolve("api.example.com", "A", place("Dublin"))?.addresses).toEqual(["127.0.0.11"]);
    expect(zones.zoneOf("example.org")).toBeUndefined();
  });

  test("returns its SOA in negative answers", async () => {
    const { server } = await start();
    const nothing = await ask(server.port, query({ questions: [{ type: "A", name: "no.example.com" }] }));
    expect(nothing).toMatchObject({ rcode: "NXDOMAIN", authorities: [{ type: "SOA", name: "example.com" }] });
    const noData = await ask(server.port, query({ questions: [{ type: "TXT", name: "api.example.com" }] }));
    expect(noData).toMatchObject({ rcode: "NOERROR", answers: [], authorities: [{ type: "SOA" }] });
  });

  test("answers over TCP too, several questions on one connection", async () => {
    const { server } = await start();
    const socket = connect(server.port, "127.0.0.1");
    const framed = (message: Buffer) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(message.length);
      return Buffer.concat([length, message]);
    };
    let received = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
    });
    const both = Buffer.concat([framed(query()), framed(query({ id: 4712 }))]);
    socket.write(both.subarray(0, 7));
    socket.write(both.subarray(7));
    const frames = () => {
      const first = received.length > 2 ? 2 + received.readUInt16BE(0) : Number.POSITIVE_INFINITY;
      return received.length > first ? [received.subarray(0, first), received.subarray(first)] : [];
    };
    await eventually(() => frames().length === 2);
    expect(frames().map((frame) => dns.streamDecode(frame).id)).toEqual([4711, 4712]);
    socket.destroy();
  });

  test("returns shorter TTLs at a higher speed", async () => {
    const { server } = await start({ speed: 10 });
    expect((await ask(server.port, query())).answers).toMatchObject([{ ttl: 6 }]);
  });

  test("ignores messages that are not queries", async () => {
    const { server } = await start();
    const socket = createSocket("udp4");
    socket.send(Buffer.from("nonsense"), server.port, "127.0.0.1");
    socket.send(dns.encode({ type: "response", id: 1 }), server.port, "127.0.0.1");
    socket.close();
    expect(await ask(server.port, query())).toMatchObject({ rcode: "NOERROR" });
    expect(await ask(server.port, query({ questions: [] }))).toMatchObject({ rcode: "FORMERR" });
    expect(await ask(server.port, query({ flags: 5 << 11 }))).toMatchObject({ rcode: "NOTIMP" });
  });

  describeWith("dig", ["-v"])("and dig", () => {
    test("agree", async () => {
      const { server } = await start();
      const dig = (...args: string[]) => {
        const child = spawn("dig", ["@127.0.0.1", "-p", String(server.port), "+time=2", "+tries=1", ...args]);
        return new Promise<string>((resolve) => {
          let text = "";
          child.stdout.on("data", (chunk) => {
            text += chunk;
          });
          child.once("close", () => resolve(text));
        });
      };
      const text = await dig("api.example.com", `+subnet=${subnetOf(place("Dublin"))}/24`);
      expect(text).toMatch(/flags: qr aa rd/);
      expect(text).toMatch(/api\.example\.com\.\s+60\s+IN\s+A\s+127\.0\.0\.11/);
      expect(text).toMatch(/CLIENT-SUBNET: 198\.18\.19\.0\/24\/24/);
      expect(await dig("+short", "+tcp", "us-east-1.api.example.com")).toBe("127.0.0.12\n");
    });
  });
});

describe("health checkers", () => {
  /** A region's endpoint that answers as it is told. */
  async function endpoint() {
    let status: number | "nothing" | "hang-up" = 200;
    const hosts = new Set<string>();
    const paths = new Set<string>();
    const server = await listen((request, response) => {
      hosts.add(request.headers.host ?? "");
      paths.add(request.url ?? "");
      if (status === "hang-up") {
        response.destroy();
      } else if (status !== "nothing") {
        response.writeHead(status).end("the body");
      }
    });
    stops.push(() => server.close());
    return {
      hosts,
      paths,
      at: { host: server.host, port: server.port },
      answer: (next: typeof status) => {
        status = next;
      },
      close: () => server.close(),
    };
  }

  async function watch(check: object = {}, speed = 300) {
    const given = await start({ speed, check });
    const { at, ...rest } = await endpoint();
    const checkers = new HealthCheckers({
      markers: [],
      bucketsAt: () => undefined,
      zones: given.zones,
      terraform: given.terraform,
      clock: given.clock,
      events: given.bus,
      endpointAt: (address) => (address === "127.0.0.12" ? at : undefined),
    });
    checkers.start();
    const answer = () => given.zones.resolve("api.example.com", "A", place("New York"))?.addresses[0];
    return { ...given, ...rest, checkers, region: answer };
  }

  test("request the pinned name's path, and change the DNS answer after the threshold, and back", async () => {
    const { answer, region, events, hosts, paths, checkers } = await watch();
    await eventually(() => paths.size > 0);
    expect([...hosts]).toEqual(["us-east-1.api.example.com"]);
    expect([...paths]).toEqual(["/status"]);
    expect(region()).toBe("127.0.0.12");
    const failedAt = performance.now();
    answer(503);
    await eventually(() => region() === "127.0.0.11");
    // Three intervals of 100 ms; the first failed answer comes within the first of them.
    expect(performance.now() - failedAt).toBeGreaterThan(190);
    expect(checkers.isHealthy("127.0.0.12")).toBe(false);
    expect(checkers.isHealthy("127.0.0.11")).toBeUndefined();
    answer(200);
    await eventually(() => region() === "127.0.0.12");
    expect(events.map((event) => event.type === "health" && [event.healthy, event.reason])).toEqual([
      [false, "/status returned 503"],
      [true, undefined],
    ]);
    expect(checkers.failureAt("127.0.0.12")).toBeUndefined();
  });

  test("accept a redirect as success", async () => {
    const { answer, checkers, paths } = await watch();
    answer(302);
    await eventually(() => paths.size > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(checkers.isHealthy("127.0.0.12")).toBe(true);
  });

  test("match a text if configured", async () => {
    const found = await watch({ type: "HTTPS_STR_MATCH", search_string: "the body" });
    const missing = await watch({ type: "HTTPS_STR_MATCH", search_string: "another" });
    await eventually(() => missing.checkers.isHealthy("127.0.0.12") === false);
    expect(found.checkers.isHealthy("127.0.0.12")).toBe(true);
    expect(missing.checkers.failureAt("127.0.0.12")).toBe('/status did not contain "another"');
  });

  test("name the reason of a failure: a refused or closed connection, and no answer in time", async () => {
    const { answer, close, checkers } = await watch({}, 100);
    const reason = async (expected: string) => {
      await eventually(() => checkers.failureAt("127.0.0.12") === expected);
    };
    answer("nothing");
    await reason("/status did not respond within 2 s");
    answer("hang-up");
    await reason("connection closed");
    await close();
    await reason("connection refused");
  });

  test("of names that are not available locally are reported and skipped", async () => {
    const { checkers } = await watch({ fqdn: "elsewhere.example.org" });
    expect(checkers.notes).toEqual([
      "aws_route53_health_check.us-east-1: elsewhere.example.org is not available locally; not checked",
    ]);
  });
});

describe("the edge", () => {
  async function edge() {
    const given = await start();
    const seen: string[] = [];
    const server = await listen((request, response) => {
      seen.push(
        `${request.method} ${request.headers.host}${request.url} ${request.headers["x-place"] ?? "-"}`,
      );
      request.resume();
      response.writeHead(201, { "X-Own": "kept" }).end("answered");
    });
    const at = { host: server.host, port: server.port };
    const started = new Edge({
      resolver: new StubResolver(given.server),
      name: "api.example.com",
      names: ["api.example.com", "eu-west-1.api.example.com"],
      addresses: given.addresses,
      endpointAt: (one) => (one === "127.0.0.11" || given.zones.health.size === 0 ? at : { ...at, port: 1 }),
      events: given.bus,
    });
    await started.start(0);
    started.open();
    stops.push(
      () => server.close(),
      () => started.stop(),
    );
    return { ...given, seen, url: `http://127.0.0.1:${started.port}` };
  }

  test("resolves for the place that the request names, which the API never sees", async () => {
    const { url, seen } = await edge();
    const answer = await fetch(`${url}/v1/latest?base=USD&place=Dublin&symbols=EUR%2CJPY`);
    expect([answer.status, await answer.text(), answer.headers.get("x-own")]).toEqual([
      201,
      "answered",
      "kept",
    ]);
    expect(answer.headers.get("x-served-by")).toBe("eu-west-1");
    const other = await fetch(`${url}/status`, {
      method: "POST",
      body: "x",
      headers: { "x-place": "são paulo" },
    });
    expect(other.headers.get("x-served-by")).toBe("us-east-1");
    expect(seen).toEqual([
      "GET api.example.com/v1/latest?base=USD&symbols=EUR%2CJPY -",
      "POST api.example.com/status -",
    ]);
  });

  test("rejects an unknown place and lists the known ones", async () => {
    const { url } = await edge();
    const answer = await fetch(`${url}/?place=Atlantis`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      detail: expect.stringMatching(/^place: "Atlantis" is not one of Accra, /),
    });
  });

  test("emits events for requests and for clients that move to another region", async () => {
    const { url, events, zones } = await edge();
    await fetch(`${url}/status?place=Chicago`);
    zones.observe("aws_route53_health_check.us-east-1", false);
    // Another place of the same answer: Chicago's resolver remembers for a minute.
    await fetch(`${url}/status?place=Miami`);
    await eventually(() => events.length === 2);
    expect(events).toMatchObject([
      { type: "request", place: "Chicago", path: "/status", region: "us-east-1", status: 201 },
      { type: "request", place: "Miami", region: "eu-west-1", status: 201 },
    ]);
  });

  test("reports a region that does not respond, as a client would see it", async () => {
    const { url, zones } = await edge();
    zones.observe("some other check", false);
    const answer = await fetch(`${url}/status?place=Chicago`);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({
      detail: expect.stringMatching(/^us-east-1 does not respond: .*ECONNREFUSED/),
    });
  });
});
