import { readFileSync } from "node:fs";
import { join } from "node:path";
import { section } from "../../src/config/fields";
import { platformSchema } from "../../src/config/schema";
import { currencyExchange } from "../../src/currency-exchange";
import { changed, FIRST, FIXED, WALKS } from "../../src/deploy/changes/walks";
import { configured } from "../configured";

/** The parts of a schema that hold other schemas. */
interface Schema {
  readonly _zod: {
    readonly def: {
      readonly type: string;
      readonly innerType?: Schema;
      readonly shape?: Readonly<Record<string, Schema>>;
      readonly valueType?: Schema;
    };
  };
}

/** Every key that a user can set, such as `regions.<region>.status`. A union counts as one. */
function keysOf({ _zod: { def } }: Schema, path: readonly string[] = []): readonly string[] {
  if (def.innerType !== undefined) {
    return keysOf(def.innerType, path);
  }
  if (def.shape !== undefined) {
    return Object.entries(def.shape).flatMap(([key, value]) => keysOf(value, [...path, key]));
  }
  if (def.type === "record" && path.join() === "regions" && def.valueType !== undefined) {
    return keysOf(def.valueType, [...path, "<region>"]);
  }
  return [path.join(".")];
}

const walked = WALKS.flatMap((walk) =>
  walk.map(([key]) => key.replace(/^regions\.[^.]+/, "regions.<region>")),
);

test("the nightly test changes every key of the configuration, except those that an apply cannot change", () => {
  expect([...new Set([...walked, ...FIXED])].sort()).toEqual(
    [...keysOf(platformSchema("", [])), ...keysOf(section(currencyExchange.shape))].sort(),
  );
  expect(walked.filter((key) => FIXED.includes(key))).toEqual([]);
});

test.each(WALKS.map((walk) => ({ first: walk[0]?.[0], walk })))(
  "each change from $first on is allowed, and changes something",
  ({ walk }) => {
    let configuration = FIRST;
    for (const change of walk) {
      const before = configured(configuration);
      configuration = changed(configuration, change);
      expect(configured(configuration)).not.toEqual(before);
    }
  },
);

test("the page on local deployments says what to do instead of a change that is not possible", () => {
  const page = readFileSync(join(__dirname, "..", "..", "docs", "local-deploy.md"), "utf8");
  const rows = page.split("## Changes that a deployed stack does not take")[1]?.match(/^\| `.*? \|/gm) ?? [];
  const documented = rows.flatMap((row) => [...row.matchAll(/`([\w.]+)`/g)].map(([, key]) => key));
  expect(documented.sort()).toEqual([...FIXED, "clientNetworks", "domainName", "encryption"].sort());
});
