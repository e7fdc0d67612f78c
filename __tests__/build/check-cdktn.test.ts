import { differences } from "../../src/build/check-cdktn";

test("reports each different value with its path", () => {
  const before = { provider: { version: "5" }, tags: ["a", "b"], only: true, same: { key: null } };
  const after = { provider: { version: "6" }, tags: ["a", "c", "d"], same: { key: null }, added: {} };
  expect(differences(before, after)).toEqual([
    { path: "provider.version", before: "5", after: "6" },
    { path: "tags.1", before: "b", after: "c" },
    { path: "tags.2", before: undefined, after: "d" },
    { path: "only", before: true, after: undefined },
    { path: "added", before: undefined, after: {} },
  ]);
  expect(differences(before, before)).toEqual([]);
  expect(differences([], {})).toHaveLength(1);
});
