/**
 * Lets concurrent callers share one run of an operation. A call during a run gets the result or the failure of that
 * run. The next call starts a new run.
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
