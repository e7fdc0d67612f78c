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
      .map((marker) => {
        const object = this.buckets.objects.get(nameOf(marker));
        return object && readMarker(marker, object.toString());
      })
      .find((evacuated) => evacuated !== undefined);
  }

  canEvacuate(region: string): boolean {
    return this.reachable(region).length > 0;
  }

  evacuate(region: string, at: Date, reason: string): void {
    const text = markerText(region, { by: userName(), at: at.toISOString(), reason });
    for (const marker of this.reachable(region)) {
      this.buckets.objects.set(nameOf(marker), Buffer.from(text));
    }
  }

  undo(region: string): void {
    for (const marker of this.reachable(region)) {
      this.buckets.objects.delete(nameOf(marker));
    }
  }

  /** The readable markers of a region. */
  private reachable(evacuated: string): readonly EvacuationMarker[] {
    return this.markers.filter(
      ({ evacuates, region }) => evacuates === evacuated && !this.buckets.isFailed(region),
    );
  }
}

function nameOf({ bucket, key }: EvacuationMarker): string {
  return `${bucket}/${key}`;
}
