import type { Service } from "../local/service";
import { ofType, type Resource, type Terraform } from "../terraform";
import { type Dashboard, readDashboard } from "./body";
import { SampleDay } from "./sample-day";

/**
 * Reads a dashboard of a stack. Values that are known only after an apply, such as a health check's id, stay
 * expressions.
 *
 * @param name - of its resource, with or without the ids of the constructs around it
 * @throws Error if the stack has no dashboard of that name
 */
export function dashboardIn(stack: Terraform, name: string): Dashboard {
  const all = ofType(stack, "aws_cloudwatch_dashboard");
  const body = all.find((one) => `_${one.name}`.endsWith(`_${name}`))?.attributes.text("dashboard_body");
  if (body === undefined) {
    throw new Error(`there is no dashboard ${name} (${all.map((one) => one.name).join(", ")})`);
  }
  return readDashboard(String(body));
}

/** Returns the sample day of a stack. */
export function sampleDayOf(stack: Terraform, failing: string, metrics: Service["sampleMetrics"]): SampleDay {
  return new SampleDay({ regions: regionsOf(stack), failing, scheduled: scheduledFunctions(stack), metrics });
}

/** Returns the regions with an API. */
function regionsOf(stack: Terraform): string[] {
  return [...new Set(ofType(stack, "aws_api_gateway_stage").flatMap(({ region }) => region ?? []))];
}

/** Returns the names of the functions that a schedule invokes. */
function scheduledFunctions(stack: Terraform): Set<string> {
  const schedules = ofType(stack, "aws_scheduler_schedule");
  return new Set(schedules.flatMap((schedule) => functionIn(stack, schedule, "target[0].arn") ?? []));
}

/** Returns the name of the function that an attribute refers to, directly or through its alias. */
function functionIn(stack: Terraform, { attributes }: Resource, path: string): string | undefined {
  const resource = stack.resources.get(attributes.reference(path)?.address ?? "");
  return resource?.type === "aws_lambda_alias"
    ? functionIn(stack, resource, "function_name")
    : resource?.attributes.knownText("function_name");
}
