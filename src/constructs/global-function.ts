import { resolve } from "node:path";
import { AssetType, TerraformAsset } from "cdktf";
import * as z from "zod/mini";
import type { RegionName } from "../aws";
import * as values from "../aws/values";
import type { ApiRegion } from "./api-region";
import { bundleEntry, requireFile } from "./entry-bundle";
import type { GlobalApi } from "./global-api";
import { reject } from "./invalid-input";
import { LambdaFunction, type LambdaFunctionProps } from "./lambda-function";
import { functionMetric, type Metric, ownMetric } from "./metrics";
import type { Statement } from "./policy-document";
import { requireValid } from "./valid-props";

/** The code of a function: an entry file, which synth bundles, or an existing zip. */
export type FunctionCode =
  | {
      /** Path of a TypeScript or JavaScript file that exports `handler`. */
      readonly entry: string;
    }
  | {
      /** Path of a zip with `index.js`, which exports `handler`. */
      readonly bundle: string;
    };

export type GlobalFunctionProps = FunctionCode & FunctionOptions;

export interface FunctionOptions {
  /** @default - the function's id */
  readonly description?: string;
  /** @default - no variables */
  readonly environment?:
    | Readonly<Record<string, string>>
    | ((region: ApiRegion) => Readonly<Record<string, string>>);
  /**
   * 1,024 MB is the smallest size at which a cold start stays well under a health checker's timeout of 2 s. @default
   * 1024
   */
  readonly memoryMb?: number;
  /** @default 5 */
  readonly timeoutSeconds?: number;
  /** Both the guaranteed minimum and the hard maximum, per region. @default - the account's unreserved concurrency */
  readonly reservedConcurrency?: number | undefined;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const PROPS = z.object({
  description: z.optional(z.string("text")),
  environment: values.environment,
  memoryMb: z.optional(values.wholeNumber(128, 10_240, "MB")),
  timeoutSeconds: z.optional(values.wholeNumber(1, 900, "seconds")),
  reservedConcurrency: z.optional(values.wholeNumber(0, 10_000, "executions")),
});

/** The settings that the API gives each of its functions in a region. */
export type FunctionSettings = Pick<
  LambdaFunctionProps,
  "logs" | "roles" | "accountId" | "traced" | "coldStartNamespace" | "application"
>;

/** A function of an API, deployed to every region with one role, log group and published version per region. */
export class GlobalFunction {
  readonly functionName: string;
  private readonly functions: ReadonlyMap<RegionName, LambdaFunction>;

  /** See `GlobalApi.addFunction`. */
  constructor(
    private readonly api: GlobalApi,
    readonly id: string,
    props: GlobalFunctionProps,
    settingsOf: (region: ApiRegion) => FunctionSettings,
  ) {
    const { environment = {}, memoryMb = 1024, timeoutSeconds = 5, reservedConcurrency } = props;
    const environments = new Map(
      api.regions.map((region) => [
        region,
        typeof environment === "function" ? environment(region) : environment,
      ]),
    );
    for (const each of environments.values()) {
      requireValid(PROPS, { ...props, environment: each }, `function ${id}`);
    }
    const path = "entry" in props ? bundleEntry(api, id, props.entry) : props.bundle;
    requireFile(path, `function ${id}: bundle`);
    this.functionName = `${api.name}-${id}`;
    const bundle = new TerraformAsset(api, id, { path: resolve(path), type: AssetType.FILE });
    const functions = api.regions.map((region): [RegionName, LambdaFunction] => [
      region.name,
      new LambdaFunction(region, id, {
        functionName: this.functionName,
        description: props.description ?? id,
        bundle,
        environment: environments.get(region) ?? {},
        memoryMb,
        timeoutSeconds,
        reservedConcurrency,
        ...settingsOf(region),
      }),
    ]);
    this.functions = new Map(functions);
  }

  /** Returns the function of one region. */
  in(region: RegionName): LambdaFunction {
    const lambda = this.functions.get(region);
    if (lambda === undefined) {
      reject(`function ${this.id}`, `the function does not exist in ${region}`);
    }
    return lambda;
  }

  /**
   * Adds a statement to the function's role in every region. Pass a function if the statement contains a region, as
   * most ARNs do.
   */
  addToRolePolicy(statement: Statement | ((region: ApiRegion) => Statement)): void {
    for (const region of this.api.regions) {
      const own = typeof statement === "function" ? statement(region) : statement;
      this.in(region.name).addToRolePolicy(own);
    }
  }

  /** Returns one of the function's Lambda metrics, such as "Errors". */
  metric(name: string): Metric {
    return functionMetric(this.functionName, name);
  }

  /** Returns a metric that the function itself writes, in the API's namespace. */
  ownMetric(name: string): Metric {
    return ownMetric(this.api.metricNamespace, this.functionName, name);
  }
}
