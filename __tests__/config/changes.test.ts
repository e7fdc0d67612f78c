import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { platformSchema, settingsOf } from "../../src/config";
import { currencyExchange } from "../../src/currency-exchange";
import { changed, FIRST, FIXED, WALKS } from "../../src/deploy/changes/walks";
import { configured } from "../configured";

const walked = WALKS.flatMap((walk) =>
  walk.map(([key]) => key.replace(/^regions\.[^.]+/, "regions.<region>")),
);

test("the nightly test changes every key of the configuration, except those that an apply cannot change", () => {
  expect([...new Set([...walked, ...FIXED])].sort()).toEqual(
    [...settingsOf(platformSchema("", [])), ...settingsOf(z.object(currencyExchange.shape))]
      .map(({ key }) => key)
      .filter((key) => key !== "regions")
      .sort(),
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

test("the page on local deployments describes alternatives to impossible changes", () => {
  const page = readFileSync(join(__dirname, "..", "..", "docs", "local-deploy.md"), "utf8");
  const rows = page.split("## Changes that a deployed stack does not take")[1]?.match(/^\| `.*? \|/gm) ?? [];
  const documented = rows.flatMap((row) => [...row.matchAll(/`([\w.]+)`/g)].map(([, key]) => key));
  expect(documented.sort()).toEqual([...FIXED, "clientNetworks", "domainName", "encryption"].sort());
});
