const FAILURES = 3;
const OPEN_MS = 30 * 60_000;

/**
 * Keeps from asking somebody who failed three times in a row, for half an hour; then one try decides. It lives as
 * long as the function's container.
 *
 * @see https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
 */
export class CircuitBreaker {
  private failures = 0;
  private openUntil = 0;

  isOpen(now: Date): boolean {
    return now.getTime() < this.openUntil;
  }

  succeeded(): void {
    this.failures = 0;
  }

  failed(now: Date): void {
    this.failures += 1;
    if (this.failures >= FAILURES) {
      this.openUntil = now.getTime() + OPEN_MS;
    }
  }
}
