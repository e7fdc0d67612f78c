import { readStack } from "../../src/evacuation/stack";
import { readTerraform } from "../../src/terraform";

/** A region's part of a state, in which only some resources have an ARN. The names are the same in every region. */
function part(region: string, other: string, [throttle, quota, concurrency]: readonly number[]) {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:111122223333:${rest}`;
  return Object.entries({
    aws_api_gateway_rest_api: { id: `api-${region}`, arn: `arn:aws:apigateway:${region}::/restapis/1` },
    aws_api_gateway_method_settings: {
      rest_api_id: `api-${region}`,
      method_path: "*/*",
      settings: [{ throttling_rate_limit: throttle }],
    },
    aws_api_gateway_usage_plan: {
      arn: `arn:aws:apigateway:${region}::/usageplans/1`,
      quota_settings: [{ limit: quota }],
    },
    aws_lambda_permission: {
      function_name: "tickets",
      principal: "apigateway.amazonaws.com",
      source_arn: arn("execute-api", "1/live/*"),
    },
    aws_lambda_function: {
      function_name: "tickets",
      arn: arn("lambda", "function:tickets"),
      reserved_concurrent_executions: concurrency,
    },
    aws_cloudwatch_metric_alarm: {
      arn: arn("cloudwatch", "alarm:replication"),
      metric_name: "ReplicationLatency",
      dimensions: { TableName: "tickets", ReceivingRegion: other },
      threshold: 5000,
    },
  }).map(([type, values]) => ({ address: `${type}.${region}`, mode: "managed", type, name: region, values }));
}

test("a state's limits and replication are those of the region that each resource is in", () => {
  const [east, west] = ["us-east-2", "us-west-2"];
  const state = {
    format_version: "1.0",
    values: {
      outputs: {
        url: { value: "https://tickets.example.com" },
        failover: { value: { [east]: [west], [west]: [east] } },
      },
      root_module: { resources: [...part(east, west, [90, 5000, 40]), ...part(west, east, [70, 3000, 20])] },
    },
  };
  const { regions, replication } = readStack(readTerraform(JSON.stringify(state)));
  expect(regions.map(({ region, limits }) => [region, limits])).toEqual([
    [east, { throttle: 90, quota: 5000, concurrency: 40 }],
    [west, { throttle: 70, quota: 3000, concurrency: 20 }],
  ]);
  expect(replication).toEqual([
    { region: east, table: "tickets", receiver: west, slow: 5000 },
    { region: west, table: "tickets", receiver: east, slow: 5000 },
  ]);
});
