/**
 * Lets concurrent callers share one run of some work: who calls while a run is under way gets its result, or its
 * failure. The next call after it starts a new run.
 */
export class SingleFlight<Result> {
  private flight: Promise<Result> | undefined;

  run(work: () => Promise<Result>): Promise<Result> {
    this.flight ??= work().finally(() => {
      this.flight = undefined;
    });
    return this.flight;
  }
}
