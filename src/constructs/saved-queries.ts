import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition";
import { Construct } from "constructs";
import type { LogGroup } from "./log-group";
import { Region } from "./region";

/** A query of CloudWatch Logs Insights. */
export interface SavedQuery {
  readonly title: string;
  readonly logGroups: readonly LogGroup[];
  /** The commands of the query, one per line. */
  readonly commands: readonly string[];
}

/**
 * Queries for common questions, in the Logs Insights console. `requestId` joins the access log, the function's log and
 * the client's response; `xrayTraceId` identifies the trace.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html
 */
export class SavedQueries extends Construct {
  /** @param name - the folder of the queries in the console */
  constructor(
    scope: Construct,
    id: string,
    private readonly name: string,
  ) {
    super(scope, id);
  }

  add(id: string, { title, logGroups, commands }: SavedQuery): void {
    new CloudwatchQueryDefinition(this, id, {
      provider: Region.of(this).provider,
      name: `${this.name}/${title}`,
      logGroupNames: logGroups.map(({ logGroupName }) => logGroupName),
      queryString: commands.join("\n| "),
    });
  }

  /** Adds the queries that are useful for every API. */
  addApi(accessLogs: LogGroup, functionLogs: readonly LogGroup[]): void {
    this.add("one_request", {
      title: "One request, from the gateway to the function",
      logGroups: [accessLogs, ...functionLogs],
      commands: [
        "fields @timestamp, @log, status, level, message, path, responseLatency, @message",
        'filter requestId = "PUT THE REQUEST ID HERE"',
        "sort @timestamp asc",
      ],
    });
    this.add("errors", {
      title: "Server errors by resource and reason",
      logGroups: [accessLogs],
      commands: [
        "filter status >= 500",
        "stats count(*) as errors, latest(requestId) as example by resource, status, errorResponseType, integrationError",
        "sort errors desc",
      ],
    });
    this.add("refusals", {
      title: "Client errors by resource and client",
      logGroups: [accessLogs],
      commands: [
        "filter status >= 400 and status < 500",
        "stats count(*) as refused by resource, status, sourceIp",
        "sort refused desc",
        "limit 50",
      ],
    });
    this.add("slow", {
      title: "The slowest requests and their traces",
      logGroups: [accessLogs],
      commands: [
        "fields @timestamp, path, status, responseLatency, integrationLatency, requestId, xrayTraceId",
        "sort responseLatency desc",
        "limit 50",
      ],
    });
    this.add("latency", {
      title: "Latency by resource",
      logGroups: [accessLogs],
      commands: [
        "stats count(*) as requests, pct(responseLatency, 50) as p50, pct(responseLatency, 90) as p90, pct(responseLatency, 99) as p99 by resource, bin(5m)",
      ],
    });
    this.add("cold_starts", {
      title: "Cold starts",
      logGroups: functionLogs,
      commands: [
        'filter type = "platform.report" and ispresent(record.metrics.initDurationMs)',
        "stats count(*) as coldStarts, pct(record.metrics.initDurationMs, 50) as p50, max(record.metrics.initDurationMs) as worst by bin(1h)",
      ],
    });
  }
}
