const FAILURES = 3;

/**
 * Stops requests to a provider that failed three times in a row, for some time; then one request decides. It lives as
 * long as the function's container.
 *
 * @see https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
 */
export class CircuitBreaker {
  private failures = 0;
  private openUntil = 0;

  constructor(private readonly openMs: number) {}

  isOpen(now: Date): boolean {
    return now.getTime() < this.openUntil;
  }

  succeeded(): void {
    this.failures = 0;
  }

  failed(now: Date): void {
    this.failures += 1;
    if (this.failures >= FAILURES) {
      this.openUntil = now.getTime() + this.openMs;
    }
  }
}
