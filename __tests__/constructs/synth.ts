import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { z } from "zod";
import { CurrencyExchangeStack } from "../../src/currency-exchange";
import { configured } from "../configured";

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

/** Synthesized JSON, read for what CDKTF's matchers cannot express: addresses, counts, outputs, and policies. */
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

  /** Returns the only resource of a type. */
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

/** Writes a file that stands in for a function's zip. */
export function bundleFile(content = "bundle"): string {
  const file = join(mkdtempSync(join(scratch, "bundle-")), "function.zip");
  writeFileSync(file, content);
  return file;
}

const stacks = new Map<string, Synthesized>();

/** Synthesizes the whole stack for settings of `cdktf.json`, with aspects and validations, as `cdktf synth` does. */
export function synthStack(settings: object = {}): Synthesized {
  const key = JSON.stringify(settings);
  const stack = stacks.get(key) ?? new Synthesized(readFileSync(synthStackFile(settings), "utf8"));
  stacks.set(key, stack);
  return stack;
}

const files = new Map<string, string>();

/** Synthesizes the whole stack and returns the path of its JSON, which CDKTF's matchers accept. */
export function synthStackFile(settings: object): string {
  const key = JSON.stringify(settings);
  const file = files.get(key) ?? synthesize(settings);
  files.set(key, file);
  return file;
}

function synthesize(settings: object): string {
  const configuration = configured(settings);
  const app = synthesizingApp();
  new CurrencyExchangeStack(app, { configuration, bundle: () => bundleFile(), version: "1.2.3" });
  app.synth();
  return join(app.outdir, "stacks", configuration.name, "cdk.tf.json");
}

/** Returns the warnings in the synthesized manifest. */
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

/** Parses JSON that a resource holds as text, such as a policy. */
export function parsed(text: unknown): unknown {
  return typeof text === "string" ? JSON.parse(text) : undefined;
}
