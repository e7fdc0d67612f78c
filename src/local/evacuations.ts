import { userName } from "../command";
import { type Evacuated, type EvacuationMarker, markerText, readMarker } from "../route53";
import type { Buckets } from "./buckets";

/** The markers of evacuated regions, in the buckets of this machine. */
export class Evacuations {
  constructor(
    private readonly markers: readonly EvacuationMarker[],
    private readonly buckets: Buckets,
  ) {}

  /** Returns who evacuated a region, or undefined if no marker of it is readable. */
  of(region: string): Evacuated | undefined {
    return this.reachable(region)
      .flatMap((marker) => {
        const object = this.buckets.read(marker.bucket, marker.key);
        return object === undefined ? [] : (readMarker(marker, object) ?? []);
      })
      .at(0);
  }

  canEvacuate(region: string): boolean {
    return this.reachable(region).length > 0;
  }

  evacuate(region: string, at: Date, reason: string): void {
    for (const { bucket, key } of this.reachable(region)) {
      this.buckets.write(bucket, key, markerText(region, { by: userName(), at: at.toISOString(), reason }));
    }
  }

  undo(region: string): void {
    for (const { bucket, key } of this.reachable(region)) {
      this.buckets.delete(bucket, key);
    }
  }

  /** The readable markers of a region. */
  private reachable(evacuated: string): readonly EvacuationMarker[] {
    return this.markers.filter(
      ({ evacuates, region }) => evacuates === evacuated && !this.buckets.isFailed(region),
    );
  }
}
