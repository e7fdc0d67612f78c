import { aliasToRecord, ask, values, zoneOf } from "./zone";

const zone = zoneOf({
  records: {
    apex: values("example.com", "192.0.2.1"),
    www: values("WWW.Example.Com.", "192.0.2.2"),
    relative: values("shop", "192.0.2.3"),
    any: values("*.apps.example.com", "192.0.2.4"),
    deep: values("a.b.apps.example.com", "192.0.2.5"),
    alias: aliasToRecord("alias.example.com", "www.example.com"),
    second: aliasToRecord("second.example.com", "alias.example.com"),
    cname: { ...values("docs.example.com", "www.example.com"), type: "CNAME", ttl: 300 },
    outside: { ...values("blog.example.com", "blog.example.net"), type: "CNAME", ttl: 300 },
    round: aliasToRecord("round.example.com", "about.example.com"),
    about: aliasToRecord("about.example.com", "round.example.com"),
    balancer: {
      name: "app.example.com",
      alias: {
        name: "${aws_lb.app.dns_name}",
        zone_id: "${aws_lb.app.zone_id}",
        evaluate_target_health: false,
      },
    },
  },
  others: { aws_lb: { app: { provider: "aws.eu" } } },
});

test.each([
  ["example.com", "192.0.2.1"],
  ["www.example.com.", "192.0.2.2"],
  ["wWw.eXample.com", "192.0.2.2"],
  ["shop.example.com", "192.0.2.3"],
])("%s is found, whatever its case and its last dot", (name, value) => {
  expect(ask(zone, name).to).toEqual([value]);
});

test("a wildcard answers for names without records", () => {
  const answer = ask(zone, "one.apps.example.com");
  expect(answer.to).toEqual(["192.0.2.4"]);
  expect(answer.rules).toContain("wildcard");
});

test("a wildcard does not answer under a nearer name that exists", () => {
  expect(ask(zone, "x.b.apps.example.com").outcome).toBe("no such name");
});

test("a name without records does not exist", () => {
  const answer = ask(zone, "nothing.example.com");
  expect(answer.outcome).toBe("no such name");
  expect(answer.rules).toEqual(["no-such-name"]);
});

test("a name that has only other types, or only names under it, has no data", () => {
  const answer = ask(zone, "www.example.com", { type: "AAAA" });
  expect(answer.outcome).toBe("no data");
  expect(answer.rules).toEqual(["no-data"]);
  expect(ask(zone, "apps.example.com").outcome).toBe("no data");
});

test("an alias to a record has that record's answer and TTL, through any number of aliases", () => {
  const answer = ask(zone, "second.example.com");
  expect(answer.to).toEqual(["192.0.2.2"]);
  expect(answer.ttlSeconds).toBe(60);
  expect(answer.rules.filter((rule) => rule === "alias-to-record")).toHaveLength(2);
  expect(answer.path.map(({ name }) => name)).toEqual([
    "second.example.com",
    "alias.example.com",
    "www.example.com",
  ]);
});

test("an alias to an AWS resource is kept for 60 seconds", () => {
  const answer = ask(zone, "app.example.com");
  expect(answer.endpoints).toEqual([{ id: "aws_lb.app", kind: "load-balancer", region: "eu-west-1" }]);
  expect(answer.ttlSeconds).toBe(60);
  expect(answer.rules).toContain("alias-to-resource");
});

test("a CNAME in the zone is followed, one to elsewhere is the answer", () => {
  const inside = ask(zone, "docs.example.com");
  expect(inside.to).toEqual(["192.0.2.2"]);
  expect(inside.rules).toContain("cname");
  const outside = ask(zone, "blog.example.com");
  expect(outside.to).toEqual(["blog.example.net"]);
  expect(outside.ttlSeconds).toBe(300);
});

test("an alias that leads back to itself has no answer", () => {
  const answer = ask(zone, "round.example.com");
  expect(answer.outcome).toBe("loop");
  expect(answer.rules).toContain("loop");
});
