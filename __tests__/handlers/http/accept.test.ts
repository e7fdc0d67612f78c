import { preferred } from "../../../handlers/http/accept";

const OFFERED = ["application/json", "text/csv", "application/x-ndjson"] as const;

test.each<[string | undefined, string]>([
  [undefined, "application/json"],
  ["", "application/json"],
  ["*/*", "application/json"],
  ["text/csv", "text/csv"],
  ["TEXT/CSV; q=0.5", "text/csv"],
  ["text/*", "text/csv"],
  ["application/x-ndjson, application/json;q=0.9", "application/x-ndjson"],
  ["application/json;q=0.1, */*", "text/csv"],
  ["text/html,application/xhtml+xml,*/*;q=0.8", "application/json"],
  ["application/json;q=0, */*;q=0.1", "text/csv"],
])("Accept: %s is answered with %s", (accept, type) => {
  expect(preferred(accept, OFFERED)).toBe(type);
});

test.each(["text/html", "application/json;q=0", "application/json;q=abc", ",,;", "*"])(
  "Accept: %s is not acceptable",
  (accept) => {
    expect(() => preferred(accept, OFFERED)).toThrow(
      "must allow one of application/json, text/csv, application/x-ndjson",
    );
  },
);
