import * as fc from "fast-check";
import { eventOf, type OrderEvent, orderOf } from "./service/order";

const placed = eventOf("o-1", { type: "placed", total: "12.50", after: [] });
const changed = eventOf("o-1", { type: "changed", total: "15.00", after: [placed.id] });
const cancelled = eventOf("o-1", { type: "cancelled", total: undefined, after: [placed.id] });

const newest = (events: readonly OrderEvent[]) =>
  orderOf("o-1", events)
    .newest.map(({ id }) => id)
    .sort();

test("an event that is sent again is the same event", () => {
  expect(eventOf("o-1", { type: "placed", total: "12.50", after: [] })).toEqual(placed);
  expect(eventOf("o-1", { type: "placed", total: "12.51", after: [] }).id).not.toBe(placed.id);
  expect(eventOf("o-2", { type: "placed", total: "12.50", after: [] }).id).not.toBe(placed.id);
});

test("two changes of the same version are both kept, as a conflict", () => {
  expect(newest([placed, changed])).toEqual([changed.id]);
  expect(newest([placed, changed, cancelled])).toEqual([changed.id, cancelled.id].sort());
});

test("an event after both versions ends the conflict", () => {
  const settled = eventOf("o-1", { type: "changed", total: "14.00", after: [cancelled.id, changed.id] });
  expect(newest([placed, changed, cancelled, settled])).toEqual([settled.id]);
});

test("the order in which events arrive does not matter", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([placed, changed, cancelled], { minLength: 3 }), (events) => {
      expect(newest(events)).toEqual(newest([placed, changed, cancelled]));
    }),
  );
});
