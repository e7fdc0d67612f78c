import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { readPlan, readTerraform, TerraformFormatError } from "../../src/terraform";

test.each([
  ["", /^empty$/],
  ["{", /^not JSON$/],
  ["[]", /^not Terraform's JSON: expected an object$/],
  ["null", /^not Terraform's JSON: expected an object$/],
  ["{}", /^not Terraform's JSON: expected a cdk\.tf\.json, or what/],
  [
    '{"version":4,"lineage":"x","resources":[]}',
    /^a raw state file; hand over what `terraform show -json` prints$/,
  ],
  ['{"format_version":"2.0","planned_values":{}}', /^format_version is 2\.0; expected 1\.x/],
  ['{"format_version":"0.2","values":{}}', /^format_version is 0\.2; expected 1\.x/],
  ['{"planned_values":{}}', /^format_version is none; expected 1\.x/],
  [
    '{"format_version":"1.2","planned_values":{"root_module":{"resources":[{"mode":"managed"}]}}}',
    /^planned_values\.root_module\.resources\[0\]\.address: /,
  ],
  [
    `{"format_version":"1.0","values":${"[".repeat(5000)}${"]".repeat(5000)}}`,
    /^nested deeper than 200 levels/,
  ],
])("%# is refused in one line", (text, message) => {
  expect(() => readTerraform(text)).toThrow(TerraformFormatError);
  expect(() => readTerraform(text)).toThrow(message);
  expect(() => readTerraform(text)).not.toThrow(/\n/);
});

test("a state is no plan", () => {
  expect(() => readPlan('{"format_version":"1.0"}')).toThrow(/^not a plan: /);
});

test("an empty state has nothing", () => {
  expect(readTerraform('{"format_version":"1.0"}')).toMatchObject({ resources: new Map() });
});

test("names that JavaScript gives a meaning to are names like others", () => {
  const { resources } = readTerraform(
    '{"resource":{"aws_x":{"__proto__":{"name":"a"},"constructor":{"toString":"b"}}},"output":{"__proto__":{"value":1}}}',
  );
  expect(resources.get("aws_x.__proto__")?.attributes.text("name")).toBe("a");
  expect(resources.get("aws_x.constructor")?.attributes.text("toString")).toBe("b");
  expect(resources.get("aws_x.constructor")?.attributes.text("valueOf")).toBeUndefined();
});

/** Real documents, with parts of them replaced by anything. */
test("a damaged document is read or refused in one line, never worse", () => {
  const real = ["shop.plan.json", "shop.state.json"].map((file) =>
    readFileSync(join(__dirname, "foreign", file), "utf8"),
  );
  const damaged = fc
    .tuple(
      fc.constantFrom(...real),
      fc.nat(),
      fc.nat(200),
      fc.jsonValue().map((json) => JSON.stringify(json)),
    )
    .map(([text, at, length, junk]) => {
      const start = at % text.length;
      return text.slice(0, start) + junk + text.slice(start + length);
    });
  const broken = fc.oneof(damaged, fc.json(), fc.string());
  fc.assert(
    fc.property(broken, (text) => {
      try {
        readTerraform(text);
      } catch (error) {
        expect(error).toBeInstanceOf(TerraformFormatError);
        expect(String(error)).not.toContain("\n");
      }
    }),
    { numRuns: 300 },
  );
});
