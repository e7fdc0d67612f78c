import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { transformSync } from "@swc/core";
import type { Rule } from "../../src/review/rule";
import { RULES } from "../../src/review/rules";
import { sampleOf } from "../tools";
import { pageOf, pages, planOf } from "./corpus/read";
import { MUTANTS, type Mutant } from "./mutants";

let mockRules: readonly Rule[] | undefined;

jest.mock("../../src/review/rules", () => {
  const { RULES: real } = jest.requireActual("../../src/review/rules");
  return {
    get RULES() {
      return mockRules ?? real;
    },
  };
});

afterEach(() => {
  mockRules = undefined;
});

const rules = join(__dirname, "..", "..", "src", "review", "rules");

/** What a module of the rules exports, with other words in it and in the rules that it is imported by. */
function exportsOf(file: string, edit: Mutant, loaded = new Map<string, object>()): object {
  const known = loaded.get(file);
  if (known !== undefined) {
    return known;
  }
  const source = readFileSync(`${file}.ts`, "utf8");
  const isEdited = file === join(rules, edit.file);
  if (isEdited && !source.includes(edit.from)) {
    throw new Error(`${edit.file}.ts has no ${edit.from}`);
  }
  const code = compiled(isEdited ? source.replaceAll(edit.from, edit.to) : source);
  const module = { exports: {} };
  new Function("module", "exports", "require", code)(module, module.exports, (request: string) => {
    const required = request.startsWith(".") ? join(dirname(file), request) : request;
    return dirname(required) === rules ? exportsOf(required, edit, loaded) : require(required);
  });
  loaded.set(file, module.exports);
  return module.exports;
}

const codes = new Map<string, string>();

function compiled(source: string): string {
  const options = {
    module: { type: "commonjs" },
    jsc: { target: "es2022", parser: { syntax: "typescript" } },
  } as const;
  const code = codes.get(source) ?? transformSync(source, options).code;
  codes.set(source, code);
  return code;
}

function mutated(mutant: Mutant): readonly Rule[] {
  const exported = exportsOf(join(rules, "index"), mutant);
  return "RULES" in exported && Array.isArray(exported.RULES) ? exported.RULES : [];
}

/** The corpus's tests hold it against the review. */
function realPage(name: string): string {
  return readFileSync(join(pages, `${name}.md`), "utf8");
}

test.each(
  sampleOf(MUTANTS).map((mutant): [string, Mutant] => [
    `${mutant.rule}: ${mutant.from} → ${mutant.to}`,
    mutant,
  ]),
)("caught: %s", (_, mutant) => {
  const real = realPage(mutant.killedBy);
  mockRules = mutated(mutant);
  expect(mockRules).toHaveLength(RULES.length);
  expect(pageOf(planOf(mutant.killedBy))).not.toBe(real);
});

test("every rule has a mutant, and a case that fails without the rule", () => {
  for (const { id } of RULES) {
    const cases = MUTANTS.filter(({ rule }) => rule === id).map(({ killedBy }) => killedBy);
    const missed = cases.filter((name) => realPage(name).includes(`\`${id}\``));
    expect([id, missed]).not.toEqual([id, []]);
  }
});
