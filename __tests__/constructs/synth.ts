import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { z } from "zod";
import { loadConfiguration } from "../../src/config";
import { GlobalApiStack } from "../../src/constructs";

const scratch = mkdtempSync(join(tmpdir(), "regionproof-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const blocks = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));
const synthesized = z.object({
  terraform: z.record(z.string(), z.unknown()),
  provider: z.object({ aws: z.array(z.record(z.string(), z.unknown())) }),
  resource: blocks.default({}),
  removed: z.array(z.unknown()).default([]),
  output: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
});

export type Resource = Readonly<Record<string, unknown>>;

/** What was synthesized, read back from its JSON. */
export class Synthesized {
  private readonly json: z.output<typeof synthesized>;

  constructor(text: string) {
    this.json = synthesized.parse(JSON.parse(text));
  }

  get terraform() {
    return this.json.terraform;
  }

  get providers() {
    return this.json.provider.aws;
  }

  /** The `removed` blocks. */
  get removed(): readonly unknown[] {
    return this.json.removed;
  }

  get addresses(): string[] {
    return Object.entries(this.json.resource)
      .flatMap(([type, resources]) => Object.keys(resources).map((name) => `${type}.${name}`))
      .sort();
  }

  output(name: string): unknown {
    return this.json.output[name]?.value;
  }

  all(type: string): Resource[] {
    return Object.values(this.json.resource[type] ?? {});
  }

  /** The only resource of a type. */
  only(type: string): Resource {
    const [resource, ...others] = this.all(type);
    if (resource === undefined || others.length > 0) {
      throw new Error(`expected one ${type}, found ${this.all(type).length}`);
    }
    return resource;
  }

  at(address: string): Resource {
    const [type = "", name = ""] = address.split(".");
    const resource = this.json.resource[type]?.[name];
    if (resource === undefined) {
      throw new Error(`${address} is not in the stack`);
    }
    return resource;
  }
}

/** A zip that stands for a function's bundle. */
export function bundleFile(content = "bundle"): string {
  const file = join(mkdtempSync(join(scratch, "bundle-")), "function.zip");
  writeFileSync(file, content);
  return file;
}

const stacks = new Map<string, Synthesized>();

/** The whole stack for what a user wrote in `cdktf.json`, as `cdktf synth` makes it: aspects and validations included. */
export function synthStack(settings: object = {}): Synthesized {
  const key = JSON.stringify(settings);
  const stack = stacks.get(key) ?? new Synthesized(readFileSync(synthStackFile(settings), "utf8"));
  stacks.set(key, stack);
  return stack;
}

const files = new Map<string, string>();

/** Where the stack's JSON was written. */
export function synthStackFile(settings: object): string {
  const key = JSON.stringify(settings);
  const file = files.get(key) ?? synthesize(settings);
  files.set(key, file);
  return file;
}

function synthesize(settings: object): string {
  const configuration = loadConfiguration(settings);
  const app = synthesizingApp();
  new GlobalApiStack(app, {
    configuration,
    bundles: { api: bundleFile(), ingest: bundleFile(), canary: bundleFile() },
    version: "1.2.3",
  });
  app.synth();
  return join(app.outdir, "stacks", configuration.name, "cdk.tf.json");
}

/** What a synth warns of, as its manifest says it. */
export function warningsOf(settings: object): string[] {
  const manifest = z.object({
    stacks: z.record(
      z.string(),
      z.object({ annotations: z.array(z.object({ level: z.string(), message: z.string() })) }),
    ),
  });
  const file = join(synthStackFile(settings), "..", "..", "..", "manifest.json");
  return Object.values(manifest.parse(JSON.parse(readFileSync(file, "utf8"))).stacks)
    .flatMap(({ annotations }) => annotations)
    .map(({ message }) => message);
}

export function synthesizingApp(): App {
  return new App({ outdir: mkdtempSync(join(scratch, "synth-")) });
}

/** JSON that is kept as text in a resource: policies, documents. */
export function parsed(text: unknown): unknown {
  return typeof text === "string" ? JSON.parse(text) : undefined;
}
