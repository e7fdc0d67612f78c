import { readFileSync } from "node:fs";
import { routesOf } from "../../src/route53";
import { readTerraform } from "../../src/terraform";
import { synthStackFile } from "../constructs/synth";
import { sampleOf } from "../tools";
import { MUTANTS, REGIONS } from "./mutants";

const stack = readFileSync(synthStackFile({ regions: REGIONS }), "utf8");
const original = JSON.parse(stack);

/** The proofs that a stack breaks. */
function broken(text: string): readonly string[] {
  return routesOf(readTerraform(text)).routes.flatMap(({ proof }) =>
    proof.proofs.filter(({ verdict }) => verdict === "broken").map(({ id }) => id),
  );
}

test("the stack itself breaks nothing", () => {
  expect(broken(stack)).toEqual([]);
});

test.each(sampleOf(MUTANTS))("killed: $name (by the proof $killedBy)", ({ mutate, killedBy }) => {
  const mutated = mutate(stack);
  expect(JSON.parse(mutated)).not.toEqual(original);
  expect(broken(mutated)).toContain(killedBy);
});
