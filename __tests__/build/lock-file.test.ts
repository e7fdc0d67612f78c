import { readFileSync } from "node:fs";
import { z } from "zod";

const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
    ),
  })
  .parse(JSON.parse(readFileSync("package-lock.json", "utf8")));

/** Where Node would find a dependency of a package, from the package's own folder upwards. */
function found(inside: string, dependency: string): boolean {
  const parents = inside
    .split("/node_modules/")
    .map((_, index, parts) => parts.slice(0, index + 1).join("/node_modules/"));
  return ["", ...parents].some(
    (folder) => `${folder === "" ? "" : `${folder}/`}node_modules/${dependency}` in packages,
  );
}

test("the lock file names the binaries of every platform, so that npm ci installs on all of them", () => {
  const missing = Object.entries(packages).flatMap(([name, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((dependency) => !found(name, dependency))
      .map((dependency) => `${name} → ${dependency}`),
  );
  expect(missing).toEqual([]);
});
