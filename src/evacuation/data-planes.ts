import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { EvacuationMarker } from "../route53";
import { remembered } from "../terraform";
import { ask, type DnsServer } from "./name-servers";
import type { ReplicationMetric } from "./stack";

/** The location of a client. */
export interface ClientPlace {
  readonly name: string;
  /** An IPv4 address in its network. */
  readonly address: string;
}

/** The data planes that an evacuation may use: those of regions other than the evacuated one, and DNS. */
export interface DataPlanes {
  readonly places: readonly ClientPlace[];
  /** Returns the time in seconds since a fixed moment. */
  now(): number;
  wait(seconds: number): Promise<void>;
  /** Returns the text of a marker; undefined if there is none. */
  readMarker(marker: EvacuationMarker): Promise<string | undefined>;
  writeMarker(marker: EvacuationMarker, text: string): Promise<void>;
  deleteMarker(marker: EvacuationMarker): Promise<void>;
  /** Returns the health check status of a region; undefined if it is unknown. */
  isHealthy(healthName: string): Promise<boolean | undefined>;
  /**
   * Returns the region that serves a client; undefined if no region does.
   *
   * @throws Error if no name server responds
   */
  servedBy(name: string, place: ClientPlace): Promise<string | undefined>;
  /** Returns the newest replication latency in milliseconds; undefined if nothing was replicated for hours. */
  replicationLatency(metric: ReplicationMetric): Promise<number | undefined>;
}

const CONNECT_MS = 3000;
const REQUEST_MS = 6000;
/** Schedules that write less often are rare. */
const REPLICATION_HOURS = 3;

export interface DataPlanesProps {
  readonly places: readonly ClientPlace[];
  readonly nameServers: readonly DnsServer[];
  /** Seconds that pass per real second. @default 1 */
  readonly speed?: number;
  /** A local S3 endpoint. @default - each region's endpoint */
  readonly s3?: string;
  /** The port of gateways without TLS. @default - 443, with TLS */
  readonly httpPort?: number;
}

/** Returns the data planes of AWS or of a local run. */
export function dataPlanes(props: DataPlanesProps): DataPlanes {
  const { nameServers, s3, speed = 1 } = props;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const local = s3 === undefined ? {} : { endpoint: s3, forcePathStyle: true, credentials };
  const clients = new Map<string, S3Client>();
  const s3In = (region: string) =>
    remembered(clients, region, () => new S3Client({ ...clientIn(region), ...local }));
  return {
    places: props.places,
    now: () => (performance.now() / 1000) * speed,
    wait: (seconds) => sleep((seconds * 1000) / speed),

    async readMarker({ region, bucket: Bucket, key: Key }) {
      try {
        const { Body } = await s3In(region).send(new GetObjectCommand({ Bucket, Key }));
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) {
          return undefined;
        }
        throw error;
      }
    },

    async writeMarker({ region, bucket: Bucket, key: Key }, Body) {
      await s3In(region).send(new PutObjectCommand({ Bucket, Key, Body, ContentType: "application/json" }));
    },

    async deleteMarker({ region, bucket: Bucket, key: Key }) {
      await s3In(region).send(new DeleteObjectCommand({ Bucket, Key }));
    },

    async isHealthy(healthName) {
      const [value] = await ask(nameServers, healthName, "TXT");
      return value === undefined ? undefined : value === "healthy";
    },

    async servedBy(name, place) {
      const [address] = await ask(nameServers, name, "A", place.address);
      return address === undefined ? undefined : regionAt(address, name, props.httpPort);
    },

    async replicationLatency({ region, table, receiver }) {
      const now = Date.now();
      const { Datapoints: points = [] } = await new CloudWatchClient(clientIn(region)).send(
        new GetMetricStatisticsCommand({
          Namespace: "AWS/DynamoDB",
          MetricName: "ReplicationLatency",
          Dimensions: [
            { Name: "TableName", Value: table },
            { Name: "ReceivingRegion", Value: receiver },
          ],
          StartTime: new Date(now - REPLICATION_HOURS * 3_600_000),
          EndTime: new Date(now),
          Period: 300,
          Statistics: ["Maximum"],
        }),
      );
      const [newest] = [...points].sort(
        (a, b) => (b.Timestamp?.getTime() ?? 0) - (a.Timestamp?.getTime() ?? 0),
      );
      return newest?.Maximum;
    },
  };
}

/**
 * Returns the configuration of a client that depends on one region only. Credentials that need STS come from the STS of
 * that region. By default, the SDK would prefer the region of the profile, which may be the failed one. The SDK passes
 * the configuration on to its credential providers, which read `clientConfig`.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html
 */
function clientIn(region: string) {
  const requestHandler = { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS };
  return { region, maxAttempts: 2, requestHandler, clientConfig: { region, maxAttempts: 2, requestHandler } };
}

/** Returns the region of the gateway at an address, which every response states. */
function regionAt(address: string, name: string, httpPort: number | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const send = httpPort === undefined ? httpsRequest : httpRequest;
    const sent = send(
      {
        host: address,
        port: httpPort ?? 443,
        servername: name,
        path: "/",
        headers: { Host: name },
        timeout: REQUEST_MS,
      },
      (response) => {
        response.resume();
        const region = response.headers["x-served-by"];
        resolve(typeof region === "string" ? region : undefined);
      },
    );
    sent.once("timeout", () => sent.destroy());
    sent.once("error", () => resolve(undefined));
    sent.end();
  });
}
