import { AlarmsError, type Metric, readAlarms, type Sample, simulate } from "../../src/alarms";
import { readTerraform } from "../../src/terraform";

const TOPIC = "arn:aws:sns:eu-west-1:111122223333:pages";

function metricAlarm(name: string, changes: object = {}): object {
  return {
    alarm_name: name,
    namespace: "Shop",
    metric_name: "Failures",
    statistic: "Sum",
    comparison_operator: "GreaterThanThreshold",
    threshold: 0,
    period: 60,
    evaluation_periods: 1,
    alarm_actions: [TOPIC],
    ok_actions: [TOPIC],
    ...changes,
  };
}

function alarmsOf(metric: object, composite: object = {}) {
  return readAlarms(
    readTerraform(
      JSON.stringify({
        provider: { aws: { region: "eu-west-1" } },
        resource: {
          aws_cloudwatch_metric_alarm: metric,
          aws_cloudwatch_composite_alarm: composite,
          aws_sns_topic_subscription: {
            a: { topic_arn: TOPIC, protocol: "email", endpoint: "a@example.com" },
          },
        },
      }),
    ),
  );
}

/** A letter for each minute: 0 is a value that does not breach, X one that does, - is no data. */
function series(letters: string, start = 0, before = "-") {
  return {
    delayMinutes: 0,
    samplesIn: (minute: number): readonly Sample[] => {
      const letter = (minute < start ? before : letters[minute - start]) ?? "-";
      return letter === "-" ? [] : [{ value: letter === "X" ? 1 : 0, count: 1 }];
    },
  };
}

function messages(alarms: ReturnType<typeof alarmsOf>, of: Record<string, string>, minutes: number) {
  return simulate({
    alarms,
    metrics: ({ name }: Metric) => (of[name] === undefined ? undefined : series(of[name], 0, "0")),
    minutes,
  }).map(({ minute, alarm, state }) => `${minute} ${alarm} ${state}`);
}

describe("missing data, as in the tables of AWS's documentation", () => {
  /** The state after five data points, of which the evaluation takes three; the alarm was OK before. */
  function state(letters: string, treat_missing_data: string, datapoints: number): string {
    let state = "INSUFFICIENT_DATA";
    simulate({
      alarms: alarmsOf({
        a: metricAlarm("a", { evaluation_periods: 3, datapoints_to_alarm: datapoints, treat_missing_data }),
      }),
      metrics: () => series(letters, -5),
      minutes: 0,
      createdAt: () => 0,
      onChange: (_minute, _alarm, next) => {
        state = next;
      },
    });
    return state;
  }

  test.each([
    // Data points, missing, ignore, breaching, notBreaching
    ["0-X-X", 3, "OK", "OK", "OK", "OK"],
    ["0----", 3, "OK", "OK", "OK", "OK"],
    ["-----", 3, "INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "ALARM", "OK"],
    ["0XX-X", 3, "ALARM", "ALARM", "ALARM", "ALARM"],
    ["----X", 3, "INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "ALARM", "OK"],
    ["X----", 3, "ALARM", "INSUFFICIENT_DATA", "ALARM", "OK"],
    ["0-X-X", 2, "ALARM", "ALARM", "ALARM", "ALARM"],
    ["00X0X", 2, "ALARM", "ALARM", "ALARM", "ALARM"],
    ["0-X--", 2, "OK", "OK", "ALARM", "OK"],
    ["----0", 2, "OK", "OK", "ALARM", "OK"],
    ["----X", 2, "INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "ALARM", "OK"],
  ])("%s with %i of 3 data points", (letters, datapoints, missing, ignore, breaching, notBreaching) => {
    expect({
      missing: state(letters, "missing", datapoints),
      ignore: state(letters, "ignore", datapoints),
      breaching: state(letters, "breaching", datapoints),
      notBreaching: state(letters, "notBreaching", datapoints),
    }).toEqual({ missing, ignore, breaching, notBreaching });
  });
});

test("an alarm notifies when its state changes, not while it stays", () => {
  expect(messages(alarmsOf({ a: metricAlarm("a") }), { Failures: "000XXX000" }, 9)).toEqual([
    "4 a ALARM",
    "7 a OK",
  ]);
});

test("a new alarm notifies its first state", () => {
  const sent = simulate({
    alarms: alarmsOf({ a: metricAlarm("a") }),
    metrics: () => series("0000000"),
    minutes: 5,
    createdAt: () => 3,
  });
  expect(sent).toEqual([
    { minute: 3, region: "eu-west-1", alarm: "a", state: "OK", target: TOPIC, recipients: ["a@example.com"] },
  ]);
});

test("a sliding window of five minutes includes each new minute", () => {
  const alarms = alarmsOf({ a: metricAlarm("a", { period: 300, threshold: 2 }) });
  expect(messages(alarms, { Failures: "00000XXX0000000000" }, 16)).toEqual(["8 a ALARM", "11 a OK"]);
});

test("an alarm over more than a day is evaluated once per hour", () => {
  const alarms = alarmsOf({
    a: metricAlarm("a", { period: 3600, evaluation_periods: 30, datapoints_to_alarm: 1 }),
  });
  expect(messages(alarms, { Failures: `${"0".repeat(70)}X${"0".repeat(200)}` }, 200)).toEqual([
    "120 a ALARM",
  ]);
});

test("metric math combines metrics of one period", () => {
  const query = (id: string, metric_name: string) => ({
    id,
    metric: { namespace: "Shop", metric_name, stat: "Sum", period: 60 },
  });
  const alarms = alarmsOf({
    a: metricAlarm("a", {
      namespace: undefined,
      metric_name: undefined,
      period: undefined,
      statistic: undefined,
      threshold: 50,
      metric_query: [
        { id: "share", expression: "100 * failed / (failed + FILL(fine, 0))", return_data: true },
        query("failed", "Failures"),
        query("fine", "Successes"),
      ],
    }),
  });
  expect(messages(alarms, { Failures: "0X00X0", Successes: "XXX0-X" }, 6)).toEqual([
    "1 a OK",
    "5 a ALARM",
    "6 a OK",
  ]);
});

describe("a composite alarm", () => {
  const children = {
    a: metricAlarm("a", {
      alarm_actions: [],
      ok_actions: [],
      metric_name: "A",
      treat_missing_data: "notBreaching",
    }),
    b: metricAlarm("b", {
      alarm_actions: [],
      ok_actions: [],
      metric_name: "B",
      treat_missing_data: "notBreaching",
    }),
  };
  const composite = (changes: object) => ({
    c: { alarm_name: "c", alarm_actions: [TOPIC], ok_actions: [TOPIC], ...changes },
  });

  test("combines states with NOT before AND before OR", () => {
    const rule = 'ALARM("a") OR ALARM(b) AND NOT OK("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a")';
    expect(
      messages(alarmsOf(children, composite({ alarm_rule: rule })), { A: "00X0000", B: "0000X00" }, 7),
    ).toEqual(["3 c ALARM", "4 c OK"]);
  });

  test("stays silent when a second alarm of its rule goes into alarm", () => {
    const alarms = alarmsOf(children, composite({ alarm_rule: "ALARM(a) OR ALARM(b)" }));
    expect(messages(alarms, { A: "0XXXX0000", B: "000XXXX00" }, 9)).toEqual(["2 c ALARM", "8 c OK"]);
  });

  const suppressed = composite({
    alarm_rule: "ALARM(a)",
    actions_suppressor: { alarm: "b", wait_period: 120, extension_period: 180 },
  });

  test.each([
    ["waits for its suppressor, then notifies", "0XXXXX000000", "", ["4 c ALARM", "7 c OK"]],
    [
      "is silent if its suppressor follows in time, also when both are OK again",
      "0XXXX0000000",
      "00XXX0000000",
      [],
    ],
    ["is silent if it is OK again within the wait period", "0X0000000000", "", []],
    [
      "notifies after the extension period if it is still in alarm",
      `0${"X".repeat(11)}`,
      "0XXX00000000",
      ["8 c ALARM"],
    ],
    ["defers its OK until the suppressor is done", "0XXXXX000000", "00000XXX0000", ["4 c ALARM", "12 c OK"]],
  ])("%s", (_what, a, b, expected) => {
    expect(messages(alarmsOf(children, suppressed), { A: a, B: b }, 12)).toEqual(expected);
  });

  test("sends no notification if its actions are disabled", () => {
    const alarms = alarmsOf(children, composite({ alarm_rule: "ALARM(a)", actions_enabled: false }));
    expect(messages(alarms, { A: "0X0" }, 3)).toEqual([]);
  });

  test.each([
    ["ALARM(a", 'alarm rule that cannot be read at "ALARM(a": ALARM(a'],
    ["ALARM(a) AND", "alarm rule without an alarm where one is expected: ALARM(a) AND"],
    ["ALARM(a) ALARM(b)", "alarm rule with trailing text: ALARM(a) ALARM(b)"],
    ["(ALARM(a)", "alarm rule without a closing parenthesis: (ALARM(a)"],
    ["ALARM(z)", 'aws_cloudwatch_composite_alarm.c: there is no alarm "z" in eu-west-1'],
  ])("%s is rejected", (alarm_rule, message) => {
    expect(() => alarmsOf(children, composite({ alarm_rule }))).toThrow(new AlarmsError(message));
  });

  test("rules in a cycle are rejected", () => {
    const cycle = alarmsOf(children, {
      c: { alarm_name: "c", alarm_rule: "ALARM(d)" },
      d: { alarm_name: "d", alarm_rule: "ALARM(c) OR ALARM(a)" },
    });
    expect(() => simulate({ alarms: cycle, metrics: () => undefined, minutes: 1 })).toThrow(/form a cycle/);
  });
});

test.each([
  [{ period: 60, evaluation_periods: 1441 }, /1441 periods of 60 seconds are more than the 86400 seconds/],
  [{ period: 3600, evaluation_periods: 169 }, /more than the 604800 seconds/],
  [{ period: 90 }, /multiple of 60 seconds, but is 90/],
  [{ statistic: "Mode" }, /statistic that cannot be read: "Mode"/],
  [{ treat_missing_data: "maybe" }, /"maybe" must be missing, ignore/],
  [{ datapoints_to_alarm: 2 }, /datapoints_to_alarm is more than evaluation_periods/],
])("CloudWatch rejects %j", (changes, message) => {
  expect(() => alarmsOf({ a: metricAlarm("a", changes) })).toThrow(message);
});
