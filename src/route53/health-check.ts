import type { Endpoint } from "./zone";

/** What a health check asks. */
export type Probe =
  /** Any HTTP, HTTPS or TCP check of a DNS name or an IP address. */
  | {
      readonly kind: "endpoint";
      readonly protocol: "HTTP" | "HTTPS" | "TCP";
      /** The response must contain a string, which takes up to 2 s more to read. */
      readonly matchesString: boolean;
      /** What is asked, by its DNS name if it has one. */
      readonly host: { readonly name: string | undefined; readonly endpoint: Endpoint };
      readonly intervalSeconds: number;
      readonly failureThreshold: number;
      /** Empty: all of Route 53's checker regions. */
      readonly checkerRegions: readonly string[];
    }
  | {
      readonly kind: "calculated";
      readonly children: readonly string[];
      /** How many children must be healthy. */
      readonly threshold: number;
    }
  | {
      readonly kind: "alarm";
      readonly alarm: string;
      readonly region: string | undefined;
      readonly whenInsufficientData: "Healthy" | "Unhealthy" | "LastKnownStatus";
      /** Evaluation periods × period; undefined if the alarm is not in the document. */
      readonly secondsToAlarm: number | undefined;
      /** What the check sees while nothing sends data, as from a region that is gone; undefined: all is well. */
      readonly withoutData: Observation | undefined;
      /** Its metric is kept in one region for all of them. */
      readonly isGlobal: boolean;
    }
  /** A switch of Application Recovery Controller. */
  | { readonly kind: "routing-control"; readonly control: string };

export interface HealthCheck {
  readonly address: string;
  readonly inverted: boolean;
  readonly disabled: boolean;
  readonly probe: Probe;
}

/**
 * What a check or a load balancer sees: that its endpoint fails, its alarm is in ALARM, its switch is off; or that
 * its alarm has not enough data.
 */
export type Observation = "failing" | "insufficient data";

/** What is observed, by the address of the check or the load balancer; everything else is well. */
export type Health = ReadonlyMap<string, Observation>;
