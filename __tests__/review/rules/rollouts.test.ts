import { changed, foundIn, type Planned, stays } from "../plan";

const GROUP = {
  deployment_config_name: "orders-canary-10-percent-5-minutes",
  alarm_configuration: [{ enabled: true, alarms: ["errors", "latency"], ignore_poll_alarm_failure: false }],
  auto_rollback_configuration: [
    { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
  ],
};

const group = (after: object): Planned =>
  changed("aws_codedeploy_deployment_group.a", GROUP, { ...GROUP, ...after });

test.each([
  ["an alarm less", { alarms: ["errors"] }],
  ["alarms off", { enabled: false }],
  ["alarms whose state may be unknown", { ignore_poll_alarm_failure: true }],
])("a group with %s no longer stops a version that fails", (_, change) => {
  const alarm_configuration = [{ ...GROUP.alarm_configuration[0], ...change }];
  expect(foundIn([group({ alarm_configuration }), stays])).toEqual(["alarm-silenced"]);
});

test("a group without alarms or without rollback is reported", () => {
  expect(foundIn([group({ alarm_configuration: [] }), stays])).toEqual(["alarm-silenced"]);
  expect(foundIn([group({ auto_rollback_configuration: [] }), stays])).toEqual(["switched-off"]);
});

test.each([
  ["off", { enabled: false }],
  ["not on alarm", { events: ["DEPLOYMENT_FAILURE"] }],
])("a group whose rollback is %s is reported", (_, change) => {
  const auto_rollback_configuration = [{ ...GROUP.auto_rollback_configuration[0], ...change }];
  expect(foundIn([group({ auto_rollback_configuration }), stays])).toEqual(["switched-off"]);
});

test("one more alarm, and one more reason to roll back, are harmless", () => {
  const after = {
    alarm_configuration: [{ ...GROUP.alarm_configuration[0], alarms: ["errors", "latency", "new"] }],
    auto_rollback_configuration: [
      {
        enabled: true,
        events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
      },
    ],
  };
  expect(foundIn([group(after), stays])).toEqual([]);
});

test.each(["CodeDeployDefault.LambdaAllAtOnce", "orders-canary-50-percent-5-minutes"])(
  "a group with other steps is for a person: %s",
  (deployment_config_name) => {
    expect(foundIn([group({ deployment_config_name }), stays])).toEqual(["unjudged"]);
  },
);

test("a group that goes is for a person, because Terraform then moves all requests at once", () => {
  const gone = { address: "aws_codedeploy_deployment_group.a", before: GROUP, after: null };
  expect(foundIn([gone, stays])).toEqual(["resource-destroyed"]);
});
