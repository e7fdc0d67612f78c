import { isTurn } from "../../../../handlers/currency-exchange/domain/turns";

const MINUTE = 60_000;
const REGIONS = ["eu-west-1", "us-east-1", "us-west-2"];

/**
 * The regions that ask in each minute of an hour, where each knows of the requests of those that it can reach. In the
 * minutes before, each of them finds its turn.
 */
function requests(
  regions: readonly string[],
  alive: readonly string[],
  reach: (a: string, b: string) => boolean,
) {
  const asked = new Map<string, Date>();
  return Array.from({ length: 66 }, (_, minute) => {
    const now = new Date(Date.parse("2026-04-13T00:00:00Z") + minute * MINUTE);
    const asking = alive.filter((region) => {
      const known = [...asked].filter(([other]) => reach(region, other)).map(([, time]) => time);
      return isTurn({ region, regions, intervalMs: MINUTE }, known, now);
    });
    for (const region of asking) {
      asked.set(region, now);
    }
    return asking;
  }).slice(6);
}

const everywhere = () => true;
const alone = (a: string, b: string) => a === b;

/** The most intervals in a row in which a region did not ask. */
function longestGap(asking: readonly string[][], region: string): number {
  const marks = asking.map((regions) => (regions.includes(region) ? " " : "x")).join("");
  return Math.max(...marks.split(" ").map((gap) => gap.length));
}

test("one region sends a request per interval, in turns", () => {
  const asking = requests(REGIONS, REGIONS, everywhere);
  expect(asking.every(({ length }) => length === 1)).toBe(true);
  expect(new Set(asking.slice(0, 3).flat())).toEqual(new Set(REGIONS));
});

test.each(REGIONS)("%s has live rates without the others, in every second interval at least", (region) => {
  expect(longestGap(requests(REGIONS, [region], alone), region)).toBe(1);
  expect(longestGap(requests(REGIONS, REGIONS, alone), region)).toBe(1);
});

test("two regions never send more requests than one would", () => {
  const two = REGIONS.slice(0, 2);
  expect(requests(two, two, alone).flat()).toHaveLength(60);
  expect(requests(two, two, everywhere).flat()).toHaveLength(60);
  expect(requests(two, two.slice(1), alone).flat()).toHaveLength(30);
});
