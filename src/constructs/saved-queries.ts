import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition";
import { Construct } from "constructs";
import { Region } from "./region";

export interface SavedQueriesProps {
  /** The folder of the queries in the console. */
  readonly name: string;
  readonly accessLogs: string;
  readonly apiLogs: string;
  readonly ingestLogs: string;
}

/**
 * The usual questions, in the console of Logs Insights. `requestId` joins the access log, the function's log and
 * what the client was told; `xrayTraceId` leads to the trace.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html
 */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, props: SavedQueriesProps) {
    super(scope, id);
    const { accessLogs, apiLogs, ingestLogs } = props;
    const queries: readonly [string, string, readonly string[], readonly string[]][] = [
      [
        "one_request",
        "One request, from the gateway to the function",
        [accessLogs, apiLogs],
        [
          "fields @timestamp, @log, status, level, message, path, responseLatency, @message",
          'filter requestId = "PUT THE REQUEST ID HERE"',
          "sort @timestamp asc",
        ],
      ],
      [
        "errors",
        "Server errors by resource and reason",
        [accessLogs],
        [
          "filter status >= 500",
          "stats count(*) as errors, latest(requestId) as example by resource, status, errorResponseType, integrationError",
          "sort errors desc",
        ],
      ],
      [
        "refusals",
        "Refused requests by resource and client",
        [accessLogs],
        [
          "filter status >= 400 and status < 500",
          "stats count(*) as refused by resource, status, sourceIp",
          "sort refused desc",
          "limit 50",
        ],
      ],
      [
        "slow",
        "The slowest requests and their traces",
        [accessLogs],
        [
          "fields @timestamp, path, status, responseLatency, integrationLatency, requestId, xrayTraceId",
          "sort responseLatency desc",
          "limit 50",
        ],
      ],
      [
        "latency",
        "Latency by resource",
        [accessLogs],
        [
          "stats count(*) as requests, pct(responseLatency, 50) as p50, pct(responseLatency, 90) as p90, pct(responseLatency, 99) as p99 by resource, bin(5m)",
        ],
      ],
      [
        "conversions",
        "Conversions by pair",
        [apiLogs],
        [
          'filter operation = "getConversion"',
          "stats count(*) as conversions by pair",
          "sort conversions desc",
        ],
      ],
      [
        "cold_starts",
        "Cold starts",
        [apiLogs],
        [
          'filter type = "platform.report" and ispresent(record.metrics.initDurationMs)',
          "stats count(*) as coldStarts, pct(record.metrics.initDurationMs, 50) as p50, max(record.metrics.initDurationMs) as worst by bin(1h)",
        ],
      ],
      [
        "ingest",
        "What ingest did",
        [ingestLogs],
        [
          "filter ispresent(level)",
          "fields @timestamp, level, message, provider, asOf, reason",
          "sort @timestamp desc",
          "limit 100",
        ],
      ],
    ];
    for (const [queryId, title, logGroupNames, lines] of queries) {
      new CloudwatchQueryDefinition(this, queryId, {
        provider: Region.of(this).provider,
        name: `${props.name}/${title}`,
        logGroupNames: [...logGroupNames],
        queryString: lines.join("\n| "),
      });
    }
  }
}
