import { readFileSync } from "node:fs";
import { type ProofId, type RoutingProof, routesOf } from "../../src/route53";
import { readTerraform } from "../../src/terraform";
import { synthStackFile } from "../constructs/synth";

function proofOf(regions: object, settings: object = {}, withinSeconds?: number): RoutingProof {
  const file = synthStackFile({ regions, ...settings });
  const options = withinSeconds === undefined ? {} : { withinSeconds };
  const [route, ...others] = routesOf(readTerraform(readFileSync(file, "utf8")), options).routes;
  expect(others).toEqual([]);
  if (route === undefined) {
    throw new Error("the stack has no route");
  }
  return route.proof;
}

/** Who answers a place while these regions fail. */
function answer({ simulation }: RoutingProof, from: string, ...failed: readonly string[]): readonly string[] {
  const outcome = simulation.outcomes.find(
    (one) =>
      one.place.name === from &&
      one.failed.size === failed.length &&
      failed.every((region) => one.failed.has(region)),
  );
  return outcome?.sites ?? [];
}

const REGIONS = [
  "us-east-1",
  "eu-west-1",
  "ap-southeast-1",
  "us-west-2",
  "eu-central-1",
  "ap-northeast-1",
  "sa-east-1",
  "ap-southeast-2",
];

describe.each([2, 3, 8])("%i regions that may all stand in for each other", (count) => {
  const regions = REGIONS.slice(0, count);
  let proof: RoutingProof;
  beforeAll(() => {
    proof = proofOf(Object.fromEntries(regions.map((region) => [region, {}])));
  });

  test.each<ProofId>([
    "answered",
    "healthy",
    "nearest",
    "residency",
    "evacuable",
    "evacuated",
    "unforced",
    "evacuation",
    "steady",
    "independent",
    "recovery",
    "sound",
  ])("every case of the proof %s holds", (id) => {
    expect(proof.proofs.find((one) => one.id === id)).toMatchObject({ verdict: "holds", broken: [] });
  });

  test("every set of failed regions is tried from every place, over IPv4 and IPv6", () => {
    const { failures, exhaustive, outcomes } = proof.simulation;
    expect(failures).toHaveLength(2 ** count);
    expect(exhaustive).toBe(true);
    expect(new Set(outcomes.map(({ place }) => place.name)).size).toBeGreaterThanOrEqual(30);
    expect(outcomes).toHaveLength(2 ** count * new Set(outcomes.map(({ place }) => place)).size * 2);
  });

  test("users have left a failed region after 90 s of checks and 60 s of TTL", () => {
    expect(proof.recoveries).toHaveLength(count);
    for (const recovery of proof.recoveries) {
      expect(recovery).toMatchObject({ detection: { by: "health checks", seconds: 90 }, ttlSeconds: 60 });
    }
  });
});

describe("a region whose data may go to one other region only", () => {
  let proof: RoutingProof;
  beforeAll(() => {
    proof = proofOf({
      "us-east-1": {},
      "eu-west-1": { failover: ["eu-central-1"] },
      "eu-central-1": {},
    });
  });

  test("every proof whose rules the stack declares holds", () => {
    expect(proof.proofs.filter(({ verdict }) => verdict === "broken")).toEqual([]);
  });

  test("its users go to that region, and stay when both fail", () => {
    expect(answer(proof, "Dublin", "eu-west-1")).toEqual(["eu-central-1"]);
    expect(answer(proof, "Dublin", "eu-west-1", "eu-central-1")).toEqual(["eu-west-1"]);
  });

  test("when every region is down, each client gets its own", () => {
    const all = ["us-east-1", "eu-west-1", "eu-central-1"];
    expect(answer(proof, "New York", ...all)).toEqual(["us-east-1"]);
    expect(answer(proof, "Dublin", ...all)).toEqual(["eu-west-1"]);
    expect(answer(proof, "Frankfurt", ...all)).toEqual(["eu-central-1"]);
  });

  test("the others still go anywhere", () => {
    expect(answer(proof, "Frankfurt", "eu-central-1", "eu-west-1")).toEqual(["us-east-1"]);
  });
});

describe("a region whose data may go nowhere", () => {
  let proof: RoutingProof;
  beforeAll(() => {
    proof = proofOf({ "us-east-1": {}, "eu-west-1": { failover: [] } });
  });

  test("its users are never sent elsewhere", () => {
    expect(proof.proofs.filter(({ verdict }) => verdict !== "holds")).toEqual([]);
    expect(answer(proof, "Dublin", "eu-west-1")).toEqual(["eu-west-1"]);
    expect(proof.recoveries.find(({ site }) => site === "eu-west-1")?.detection).toEqual({ by: "nothing" });
  });

  test("it still stands in for others", () => {
    expect(answer(proof, "New York", "us-east-1")).toEqual(["eu-west-1"]);
  });
});

describe("a region that drains", () => {
  test("gets no users, whatever fails", () => {
    const proof = proofOf({
      "us-east-1": {},
      "eu-west-1": {},
      "eu-central-1": { status: "draining" },
    });
    expect(proof.proofs.filter(({ verdict }) => verdict === "broken")).toEqual([]);
    expect(proof.simulation.outcomes.flatMap(({ sites }) => sites)).not.toContain("eu-central-1");
    expect(answer(proof, "Frankfurt")).toEqual(["eu-west-1"]);
  });
});

test("faster checks are a faster failover", () => {
  const healthCheck = { intervalSeconds: 10, failureThreshold: 2 };
  const proof = proofOf({ "us-east-1": {}, "eu-west-1": {} }, { healthCheck });
  expect(proof.rules?.withinSeconds).toBe(80);
  expect(proof.recoveries.map(({ detection }) => detection)).toEqual([
    { by: "health checks", seconds: 20, hangingSeconds: 12 },
    { by: "health checks", seconds: 20, hangingSeconds: 12 },
  ]);
});

test("a promise that the figures can't keep is broken", () => {
  const proof = proofOf({ "us-east-1": {}, "eu-west-1": {} }, {}, 149);
  expect(proof.proofs.find(({ id }) => id === "recovery")?.broken).toEqual([
    "eu-west-1: 150 s (90 + 60 of TTL) instead of 149 s",
    "us-east-1: 150 s (90 + 60 of TTL) instead of 149 s",
  ]);
});
