import { CloudWatchClient, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import type { LocalRegions } from "../../src/local";
import { type AwsCall, AwsProxy } from "./aws-proxy";

/**
 * The stand-in for AWS, whose regions run on this machine: a stopped function fails there, a marker in a bucket is
 * readable there, and an alarm reports the region with the stopped function.
 */
export class ServedAws extends AwsProxy {
  /** The regions; undefined until the stack is known. */
  regions: LocalRegions | undefined;

  private constructor(private readonly endpoint: string) {
    super(new URL(endpoint));
  }

  static start(standin: string): Promise<ServedAws> {
    return new ServedAws(standin).start();
  }

  protected override async succeeded({ service, method, path, body, region }: AwsCall): Promise<void> {
    const [, name = "", key = ""] = /^\/([^/?]+)\/([^/?]+)/.exec(path) ?? [];
    if (service === "s3" && key !== "" && (method === "PUT" || method === "DELETE")) {
      await fetch(`${this.regions?.buckets.url}/${name}/${key}`, {
        method,
        ...(method === "PUT" ? { body: new Uint8Array(body) } : {}),
      });
    }
    const [, stopped] = /^\/2017-\d\d-\d\d\/functions\/([^/]+)-api\/concurrency$/.exec(path) ?? [];
    if (service === "lambda" && stopped !== undefined && this.regions !== undefined) {
      const isStopped = method === "PUT";
      if (isStopped) {
        this.regions.faults.fail(region, ["function"]);
      } else {
        this.regions.faults.heal(region);
      }
      await this.setAlarm(`${stopped}-${region}-outage`, isStopped);
    }
  }

  private async setAlarm(name: string, goesOff: boolean): Promise<void> {
    const client = new CloudWatchClient({
      region: "us-east-1",
      endpoint: this.endpoint,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await client.send(
      new SetAlarmStateCommand({
        AlarmName: name,
        StateValue: goesOff ? "ALARM" : "OK",
        StateReason: "a test",
      }),
    );
  }
}
