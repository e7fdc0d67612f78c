/** What the functions write while a test runs, instead of the test's own output: a log or a metric a line. */
export class Logs {
  private readonly lines: string[] = [];

  constructor() {
    beforeEach(() => {
      this.lines.length = 0;
      jest.spyOn(process.stdout, "write").mockImplementation((line) => {
        this.lines.push(String(line));
        return true;
      });
    });
    afterEach(() => jest.restoreAllMocks());
  }

  get text(): string {
    return this.lines.join("");
  }

  clear(): void {
    this.lines.length = 0;
  }

  get records(): Record<string, unknown>[] {
    return this.lines.map((line) => JSON.parse(line));
  }

  /** The sum of a metric; undefined where it was not emitted. */
  metric(name: string): number | undefined {
    const values = this.records
      .filter((record) => "_aws" in record && name in record)
      .map((record) => Number(record[name]));
    return values.length === 0 ? undefined : values.reduce((a, b) => a + b);
  }
}
