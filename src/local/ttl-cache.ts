/** Values that expire. An expired value is dropped when it is requested again. */
export class TtlCache<Value> {
  private readonly entries = new Map<string, { readonly value: Value; readonly expires: number }>();

  /** @param now - milliseconds since 1970 */
  constructor(private readonly now: () => number = Date.now) {}

  get(key: string): Value | undefined {
    const entry = this.entries.get(key);
    if (entry !== undefined && entry.expires <= this.now()) {
      this.entries.delete(key);
      return undefined;
    }
    return entry?.value;
  }

  set(key: string, value: Value, seconds: number): void {
    this.entries.set(key, { value, expires: this.now() + seconds * 1000 });
  }

  clear(): void {
    this.entries.clear();
  }
}
