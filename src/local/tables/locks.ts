/** Lets one at a time in, for each key. */
export class Locks {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs while nobody else holds any of the keys. */
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
