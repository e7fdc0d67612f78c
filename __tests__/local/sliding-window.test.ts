import { SlidingWindow } from "../../src/local/gateway/sliding-window";

test("counts an address's requests of the window, and no older ones", () => {
  const window = new SlidingWindow(60);
  expect([0, 10, 20, 30].map((seconds) => window.count("192.0.2.1", seconds * 1000))).toEqual([1, 2, 3, 4]);
  expect(window.count("192.0.2.2", 31_000)).toBe(1);
  expect(window.count("192.0.2.1", 61_000)).toBe(4);
  expect(window.count("192.0.2.1", 200_000)).toBe(1);
});

test("forgets the addresses that send no more requests", () => {
  const window = new SlidingWindow(300);
  for (let second = 0; second < 3600; second += 1) {
    for (let one = 0; one < 5; one += 1) {
      window.count(`${second}.${one}`, second * 1000);
    }
  }
  expect(window.addresses).toBeLessThanOrEqual(300 * 5);
  expect(window.addresses).toBeGreaterThan(280 * 5);
});
