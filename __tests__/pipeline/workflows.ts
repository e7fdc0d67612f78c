import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";

const github = join(__dirname, "..", "..", ".github");

const step = z.object({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
const permissions = z.record(z.string(), z.string());
const job = z.object({
  if: z.string().optional(),
  needs: z.string().optional(),
  environment: z.string().optional(),
  permissions,
  "timeout-minutes": z.number(),
  steps: z.array(step),
});
const workflow = z.object({
  on: z.union([z.string(), z.record(z.string(), z.unknown())]),
  permissions,
  concurrency: z.object({ group: z.string(), "cancel-in-progress": z.boolean() }),
  jobs: z.record(z.string(), job),
});
export type Job = z.infer<typeof job>;

export const workflows = readdirSync(join(github, "workflows")).map((file) => {
  const text = readFileSync(join(github, "workflows", file), "utf8");
  return { file, text, ...workflow.parse(parse(text)) };
});

/** Every file in which an action may be used. */
export const texts = [
  ...workflows.map(({ file, text }) => ({ file, text })),
  ...readdirSync(join(github, "actions")).map((name) => ({
    file: `${name}/action.yml`,
    text: readFileSync(join(github, "actions", name, "action.yml"), "utf8"),
  })),
];

/** The script of a workflow's step. */
export function scriptOf(file: string, name: string): string {
  const script = workflows
    .filter((one) => one.file === file)
    .flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps }) => steps))
    .find((one) => one.name === name)?.run;
  if (script === undefined) {
    throw new Error(`${file} has no step "${name}"`);
  }
  return script;
}
