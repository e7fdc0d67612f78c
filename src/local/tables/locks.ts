/** A mutex per key. */
export class Locks {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs work while it holds all of the keys. */
  async hold<T>(keys: readonly string[], run: () => Promise<T>): Promise<T> {
    const before = keys.map((key) => this.last.get(key));
    const running = Promise.allSettled(before).then(run);
    const settled = running.catch(() => {});
    for (const key of keys) {
      this.last.set(key, settled);
    }
    try {
      return await running;
    } finally {
      for (const key of keys) {
        if (this.last.get(key) === settled) {
          this.last.delete(key);
        }
      }
    }
  }
}
