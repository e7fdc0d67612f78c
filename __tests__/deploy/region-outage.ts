import { type AwsCall, AwsProxy } from "./aws-proxy";

/** An AWS whose calls to one region are cut off. */
export class RegionOutage extends AwsProxy {
  /** The services that were called in the region. */
  readonly refused: string[] = [];

  private constructor(
    standin: URL,
    private readonly region: string,
  ) {
    super(standin);
  }

  static start(standin: string, region: string): Promise<RegionOutage> {
    return new RegionOutage(new URL(standin), region).start();
  }

  protected override refuses({ region, service }: AwsCall): boolean {
    if (region === this.region) {
      this.refused.push(service);
    }
    return region === this.region;
  }
}
