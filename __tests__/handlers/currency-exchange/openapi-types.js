/*
 * Reads a list of OpenAPI documents from standard input, lints each with Redocly and generates its types with
 * openapi-typescript. The generator needs the compiler API of TypeScript 5, which TypeScript 7 does not have: it gets
 * the one that cdktf-cli installs for jsii.
 */
const Module = require("node:module");
const { json } = require("node:stream/consumers");
const { createConfig, lintFromString } = require("@redocly/openapi-core");

const typescript5 = require.resolve("typescript", { paths: [require.resolve("jsii")] });
const load = Reflect.get(Module, "_load");
Reflect.set(
  Module,
  "_load",
  /** @this {unknown} @param {string} name @param {unknown[]} others */
  function (name, ...others) {
    return load.call(this, name === "typescript" ? typescript5 : name, ...others);
  },
);
// Not by `require`: the declarations of its CommonJS build describe other exports than it has.
const generator = load("openapi-typescript", module, false);

(async () => {
  const documents = /** @type {object[]} */ (await json(process.stdin));
  const config = await createConfig({ extends: ["recommended"] });
  const generated = documents.map(async (document) => {
    const source = JSON.stringify(document);
    const problems = await lintFromString({ source, absoluteRef: "/openapi.json", config });
    return {
      errors: problems
        .filter(({ severity }) => severity === "error")
        .map(({ ruleId, message }) => `${ruleId}: ${message}`),
      types: generator.astToString(await generator.default(document)),
    };
  });
  process.stdout.write(JSON.stringify(await Promise.all(generated)));
})();
