import { readFileSync } from "node:fs";
import type { DataPlanes } from "../../src/evacuation/data-planes";
import { bringBack, evacuate, status } from "../../src/evacuation/evacuate";
import { readStack } from "../../src/evacuation/stack";
import type { EvacuationMarker } from "../../src/route53";
import { readTerraform } from "../../src/terraform";
import { synthStackFile } from "../constructs/synth";

const THREE = { regions: { "us-east-1": {}, "eu-west-1": {}, "ap-southeast-1": {} } };
const FIVE = { regions: { ...THREE.regions, "sa-east-1": {}, "ap-south-1": {} } };
/** When Route 53's answers change after a marker was written or deleted. */
const CHANGES_AFTER_SECONDS = 30;
const SLOW = "slow";
const BY = { by: "ana@laptop", reason: "60% of requests fail" };

interface World {
  readonly unhealthy?: readonly string[];
  /** Regions whose S3 does not answer. */
  readonly dark?: readonly string[];
  /** No name server responds. */
  readonly silent?: boolean;
  /** Route 53 never changes its answers. */
  readonly stuck?: boolean;
  /** Seconds after which another client of us-east-1 gets an answer. */
  readonly slowSeconds?: number;
  readonly latency?: number | undefined;
}

/** Seconds that pass as soon as everything waits. */
class VirtualTime {
  now = 0;
  private readonly waiting: { readonly end: number; readonly resume: () => void }[] = [];

  wait(seconds: number): Promise<void> {
    return new Promise((resume) => {
      this.waiting.push({ end: this.now + seconds, resume });
      setImmediate(() => {
        const [first] = this.waiting.sort((a, b) => a.end - b.end).splice(0, 1);
        this.now = first?.end ?? this.now;
        first?.resume();
      });
    });
  }
}

/** The data planes of a stack, without a network. */
function setup(settings: object = {}, world: World = {}) {
  const stack = readStack(readTerraform(readFileSync(synthStackFile(settings), "utf8")));
  const objects = new Map<string, string>();
  const changed = new Set<string>();
  const at = ({ bucket, key, region }: EvacuationMarker) => {
    if (world.dark?.includes(region)) {
      throw new Error("connection timed out");
    }
    return `${bucket}/${key}`;
  };
  const isEvacuated = (region: string) =>
    stack.regions.some(
      (one) =>
        one.region === region && one.markers.some(({ bucket, key }) => objects.has(`${bucket}/${key}`)),
    );
  const time = new VirtualTime();
  const changedAt = new Map<string, number>();
  /** Whether Route 53 answers as if the region were evacuated: some time later than its markers change. */
  const isLeft = (region: string) => {
    const isNoticed = time.now - (changedAt.get(region) ?? Number.NEGATIVE_INFINITY) >= CHANGES_AFTER_SECONDS;
    return !world.stuck && isEvacuated(region) === isNoticed;
  };
  const respond = () => {
    if (world.silent) {
      throw new Error("none of 4 name servers responded");
    }
  };
  const planes: DataPlanes = {
    places: [
      ...stack.regions.map(({ region }) => ({ name: `a client in ${region}`, address: region })),
      ...(world.slowSeconds === undefined ? [] : [{ name: "a slow client", address: SLOW }]),
    ],
    now: () => time.now,
    wait: (seconds) => time.wait(seconds),
    readMarker: async (marker) => objects.get(at(marker)),
    writeMarker: async (marker, text) => {
      changed.add(marker.region);
      objects.set(at(marker), text);
      changedAt.set(marker.evacuates, time.now);
    },
    deleteMarker: async (marker) => {
      changed.add(marker.region);
      objects.delete(at(marker));
      changedAt.set(marker.evacuates, time.now);
    },
    isHealthy: async (name) => {
      respond();
      return !world.unhealthy?.includes(name.split(".")[0] ?? "");
    },
    servedBy: async (_, { address }) => {
      respond();
      if (address === SLOW) {
        await time.wait(world.slowSeconds ?? 0);
      }
      const nearest = address === SLOW ? "us-east-1" : address;
      return isLeft(nearest) ? stack.regions.find(({ region }) => region !== nearest)?.region : nearest;
    },
    replicationLatency: async ({ region }) => {
      expect(region).not.toBe("us-east-1");
      return "latency" in world ? world.latency : 700;
    },
  };
  const lines: string[] = [];
  const props = { stack, planes, say: (line: string) => lines.push(line) };
  return { props, objects, lines, changed };
}

describe("evacuating a region", () => {
  test("writes a marker into at most two other regions, with the operator, time and reason", async () => {
    const { props, objects, changed } = setup(THREE);
    expect(await evacuate(props, "us-east-1", BY)).toBe(true);
    expect(changed).not.toContain("us-east-1");
    expect([...objects.keys()]).toEqual([
      expect.stringMatching(/^currency-exchange-evacuation-ap-southeast-1-[0-9a-f]{8}\/us-east-1$/),
      expect.stringMatching(/^currency-exchange-evacuation-eu-west-1-[0-9a-f]{8}\/us-east-1$/),
    ]);
    for (const text of objects.values()) {
      expect(JSON.parse(text)).toEqual({
        evacuated: "us-east-1",
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        by: "ana@laptop",
        reason: "60% of requests fail",
      });
    }
  });

  test("completes when the region serves no clients, and reports each step", async () => {
    const { props, lines } = setup();
    await evacuate(props, "us-east-1", BY);
    expect(lines).toEqual([
      expect.stringContaining("Warning: eu-west-1 allows 100 requests per second per method"),
      "us-east-1 is marked as evacuated. Its users leave within 100 s.",
      "a client in us-east-1 is served by eu-west-1 after 30 s.",
      expect.stringContaining("within 60 s"),
    ]);
  });

  test("reports each client when it has moved, whatever other clients wait for", async () => {
    const { props, lines } = setup({}, { slowSeconds: 12 });
    expect(await evacuate(props, "us-east-1", BY)).toBe(true);
    expect(lines.slice(2, 4)).toEqual([
      "a client in us-east-1 is served by eu-west-1 after 30 s.",
      "a slow client is served by eu-west-1 after 46 s.",
    ]);
  });

  test("fails if a client does not move", async () => {
    const { props, lines } = setup({}, { stuck: true });
    expect(await evacuate(props, "us-east-1", BY)).toBe(false);
    expect(lines.at(-1)).toBe(
      "After 100 s, not all clients have moved: served by us-east-1 (a client in us-east-1).",
    );
  });

  test("needs no name server: it marks the region, and reports that the clients are unknown", async () => {
    const { props, objects, lines } = setup({}, { silent: true });
    expect(await evacuate(props, "us-east-1", BY)).toBe(false);
    expect(objects.size).toBe(1);
    expect(lines.at(-1)).toBe(
      "After 100 s, not all clients have moved: unknown, because none of 4 name servers responded (a client in eu-west-1, a client in us-east-1).",
    );
    expect(await status(props)).toContainEqual(
      expect.stringMatching(/^us-east-1: health unknown; evacuated: .*; clients unknown$/),
    );
  });

  test("of one of five regions writes two markers, in stand-ins", async () => {
    const { props, changed } = setup(FIVE);
    expect(await evacuate(props, "sa-east-1", BY)).toBe(true);
    expect(changed.size).toBe(2);
    expect(changed).not.toContain("sa-east-1");
  });

  test("twice at the same time leaves the region evacuated", async () => {
    const { props, objects } = setup(THREE);
    const both = ["ana", "ben"].map((by) => evacuate(props, "us-east-1", { by, reason: "errors" }));
    expect(await Promise.all(both)).toEqual([true, true]);
    expect(objects.size).toBe(2);
    expect(await status(props)).toContainEqual(
      expect.stringMatching(/^us-east-1: .*evacuated: by (ana|ben)/),
    );
  });

  test("writes the missing one of two markers, with the reason of the other", async () => {
    const { props, objects } = setup(THREE);
    await evacuate(props, "us-east-1", BY);
    const [first = "", second] = objects.values();
    objects.delete([...objects.keys()][0] ?? "");
    await evacuate(props, "us-east-1", { by: "ben", reason: "again" });
    expect([...objects.values()]).toEqual([second, first]);
  });

  test("replaces an object that does not evacuate the region", async () => {
    const { props, objects } = setup();
    await evacuate(props, "us-east-1", BY);
    const [key = ""] = objects.keys();
    objects.set(key, "a note");
    expect(await evacuate(props, "us-east-1", BY)).toBe(true);
    expect(objects.get(key)).toContain('{"evacuated":"us-east-1"');
  });

  test("twice keeps the first reason", async () => {
    const { props, objects, lines } = setup();
    await evacuate(props, "us-east-1", BY);
    const [first] = objects.values();
    expect(await evacuate(props, "us-east-1", { by: "someone", reason: "again" })).toBe(true);
    expect([...objects.values()]).toEqual([first]);
    expect(lines).toContainEqual(expect.stringContaining("already evacuated: by ana@laptop"));
  });

  test("works while one of two buckets does not respond, and reports the bucket", async () => {
    const { props, lines, objects } = setup(THREE, { dark: ["eu-west-1"] });
    expect(await evacuate(props, "us-east-1", BY)).toBe(true);
    expect(objects.size).toBe(1);
    expect(lines).toContain("Warning: no marker in eu-west-1: connection timed out");
  });

  test("needs nothing in the evacuated region", async () => {
    const { props, objects } = setup({}, { dark: ["us-east-1"], unhealthy: ["us-east-1"] });
    expect(await evacuate(props, "us-east-1", BY)).toBe(true);
    expect(objects.size).toBe(1);
  });

  test("fails if no bucket answers", async () => {
    const { props } = setup({}, { dark: ["eu-west-1"] });
    await expect(evacuate(props, "us-east-1", BY)).rejects.toThrow(
      "us-east-1 is not evacuated: no marker could be written (eu-west-1: connection timed out)",
    );
  });

  test.each([
    [{}, { unhealthy: ["eu-west-1"] }, "eu-west-1 fails its health check"],
    [
      THREE,
      { unhealthy: ["eu-west-1", "ap-southeast-1"] },
      "ap-southeast-1 fails its health check, eu-west-1",
    ],
  ])("is refused for the last serving region", async (settings, world, why) => {
    const { props, objects } = setup(settings, world);
    await expect(evacuate(props, "us-east-1", BY)).rejects.toThrow(
      `us-east-1 is the last serving region for its users: ${why}`,
    );
    expect(objects.size).toBe(0);
  });

  test("fails if every stand-in is evacuated", async () => {
    const { props } = setup();
    await evacuate(props, "us-east-1", BY);
    await expect(evacuate(props, "eu-west-1", BY)).rejects.toThrow("us-east-1 is evacuated");
  });

  test.each([
    [{ regions: { "us-east-1": { failover: [] }, "eu-west-1": {} } }, "no region may stand in for it"],
    [{ evacuation: false }, "its records check no marker"],
  ])("is refused where it is not possible", async (settings, why) => {
    await expect(evacuate(setup(settings).props, "us-east-1", BY)).rejects.toThrow(why);
  });

  test("lists the stack's regions for an unknown region", async () => {
    await expect(evacuate(setup().props, "us-east-9", BY)).rejects.toThrow(
      '"us-east-9" is not a serving region of the stack (eu-west-1, us-east-1)',
    );
  });

  test("also warns about quotas and reserved concurrency", async () => {
    const { props, lines } = setup({
      clients: { names: ["acme"], requestsPerDay: 1000 },
      functions: { api: { reservedConcurrency: 600 } },
    });
    await evacuate(props, "us-east-1", BY);
    expect(lines.filter((line) => line.startsWith("Warning"))).toEqual([
      expect.stringContaining(
        "eu-west-1 allows 100 requests per second per method; with us-east-1, users had 200",
      ),
      expect.stringContaining(
        "eu-west-1 allows 1000 requests per client per day; with us-east-1, users had 2000",
      ),
      expect.stringContaining("eu-west-1 allows 600 concurrent executions; with us-east-1, users had 1200"),
    ]);
  });
});

describe("bringing users back", () => {
  const evacuated = async (world: World = {}, settings: object = {}) => {
    const all = setup(settings, world);
    await evacuate(all.props, "us-east-1", BY);
    all.lines.length = 0;
    return all;
  };

  test("deletes the markers once the region is healthy and its replica has caught up", async () => {
    const { props, objects, lines, changed } = await evacuated();
    expect(await bringBack(props, "us-east-1", false)).toBe(true);
    expect(objects.size).toBe(0);
    expect(changed).not.toContain("us-east-1");
    expect(lines).toContain("a client in us-east-1 is served by us-east-1 after 30 s.");
  });

  test.each<[World, string]>([
    [{ latency: 90_000 }, "replication from eu-west-1 takes 90000 ms; its alarm's limit is"],
    [{ latency: undefined }, "no writes were replicated from eu-west-1 for hours"],
  ])("is refused while %j", async (world, why) => {
    const { props, objects } = await evacuated(world);
    await expect(bringBack(props, "us-east-1", false)).rejects.toThrow(why);
    expect(objects.size).toBe(1);
    expect(await bringBack(props, "us-east-1", true)).toBe(true);
  });

  test("fails while Route 53 considers the region unhealthy", async () => {
    const unhealthy: string[] = [];
    const { props } = await evacuated({ unhealthy });
    unhealthy.push("us-east-1");
    await expect(bringBack(props, "us-east-1", false)).rejects.toThrow("Route 53 considers it unhealthy");
  });

  test("is refused while no name server responds", async () => {
    const { props } = await evacuated({ silent: true });
    await expect(bringBack(props, "us-east-1", false)).rejects.toThrow(
      "us-east-1 stays evacuated: its health is unknown: none of 4 name servers responded",
    );
  });

  test("is refused if nothing measures whether the replica has caught up", async () => {
    const { props } = await evacuated();
    const unmeasured = { ...props, stack: { ...props.stack, replication: [] } };
    await expect(bringBack(unmeasured, "us-east-1", false)).rejects.toThrow(
      "us-east-1 stays evacuated: no alarm measures the replication to it",
    );
    const alone = { ...unmeasured, stack: { ...unmeasured.stack, isReplicated: false } };
    expect(await bringBack(alone, "us-east-1", false)).toBe(true);
  });

  test("does not succeed while a marker may come back with its region", async () => {
    const dark: string[] = [];
    const { props, objects, lines } = await evacuated({ dark }, THREE);
    dark.push("eu-west-1");
    expect(await bringBack(props, "us-east-1", false)).toBe(false);
    expect(objects.size).toBe(1);
    expect(lines).toContain(
      "Warning: the marker in eu-west-1 was not deleted: connection timed out. While it is readable there, us-east-1 is evacuated. Repeat --undo.",
    );
    dark.pop();
    expect(await bringBack(props, "us-east-1", false)).toBe(true);
    expect(objects.size).toBe(0);
  });

  test("changes nothing if no marker can be deleted", async () => {
    const dark: string[] = [];
    const { props, objects } = await evacuated({ dark });
    dark.push("eu-west-1");
    await expect(bringBack(props, "us-east-1", true)).rejects.toThrow(
      "us-east-1 may still be evacuated: no marker was deleted (eu-west-1: connection timed out)",
    );
    expect(objects.size).toBe(1);
  });

  test("of a region that is not evacuated changes nothing", async () => {
    const { props, lines } = setup();
    expect(await bringBack(props, "us-east-1", false)).toBe(true);
    expect(lines).toEqual(["us-east-1 is not evacuated."]);
  });
});

test("the status has a line for every region", async () => {
  const { props } = setup(THREE, { unhealthy: ["ap-southeast-1"] });
  await evacuate(props, "us-east-1", BY);
  const lines = await status(props);
  expect(lines).toEqual([
    expect.stringMatching(/^ap-southeast-1: unhealthy; not evacuated; serves/),
    expect.stringMatching(/^eu-west-1: healthy; not evacuated; serves/),
    expect.stringMatching(/^us-east-1: healthy; evacuated: by ana@laptop at .*; serves none of the clients$/),
  ]);
});
