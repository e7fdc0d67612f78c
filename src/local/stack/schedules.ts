import { Cron } from "croner";
import { ofType, type Terraform } from "../../terraform";
import { type FunctionModel, functionNamed } from "./functions";
import type { KnownValues } from "./known-values";
import { StackError } from "./stack-error";

/** When a schedule is due. */
export type Expression =
  | { readonly kind: "rate"; readonly seconds: number }
  | { readonly kind: "cron"; readonly cron: Cron };

/** An EventBridge schedule that invokes a function. */
export interface ScheduleModel {
  readonly address: string;
  readonly region: string;
  readonly expression: Expression;
  readonly target: FunctionModel;
  /** The invocation's payload. */
  readonly input: string;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };

/** Returns the enabled schedules. */
export function readSchedules(
  terraform: Terraform,
  values: KnownValues,
  functions: readonly FunctionModel[],
): ScheduleModel[] {
  return ofType(terraform, "aws_scheduler_schedule")
    .filter(({ attributes }) => attributes.get("state") !== "DISABLED")
    .map((resource) => {
      const { address, attributes } = resource;
      const arn = values.attribute(resource, "target[0].arn");
      const target = functionNamed(functions, arn);
      if (target === undefined) {
        throw new StackError(`${address}: target.arn: ${arn} is not a function in this document`);
      }
      const timezone = attributes.knownText("schedule_expression_timezone") ?? "UTC";
      return {
        address,
        region: target.region,
        target,
        expression: readExpression(values.attribute(resource, "schedule_expression"), timezone, address),
        input: attributes.knownText("target[0].input") ?? "{}",
      };
    });
}

/** @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
export function readExpression(text: string, timezone: string, address: string): Expression {
  const [, value, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text) ?? [];
  if (value !== undefined && unit !== undefined) {
    return { kind: "rate", seconds: Number(value) * (UNIT_SECONDS[unit] ?? 0) };
  }
  const fields = /^cron\((.*)\)$/.exec(text)?.[1]?.trim().split(/\s+/);
  if (fields?.length === 6) {
    try {
      // AWS lets a step begin anywhere: 0/30.
      return { kind: "cron", cron: new Cron(cronPattern(fields), { timezone, sloppyRanges: true }) };
    } catch (error) {
      throw new StackError(
        `${address}: schedule_expression: ${text}: ${error instanceof Error ? error.message : ""}`,
      );
    }
  }
  throw new StackError(`${address}: schedule_expression: ${text} is not supported; use rate(…) or cron(…)`);
}

/** AWS numbers Sunday as 1, standard cron as 0. */
function cronPattern([minute, hour, day, month, weekday = "?", year]: readonly string[]): string {
  const days = weekday.replaceAll(/(?<![#\w])[1-7](?!\w)/g, (number) => String(Number(number) - 1));
  return `0 ${minute} ${hour} ${day} ${month} ${days} ${year}`;
}
