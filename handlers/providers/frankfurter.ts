import { parse } from "lossless-json";
import { z } from "zod";
import { Decimal } from "../domain/decimal";
import type { Snapshot } from "../domain/snapshot";
import { ProviderFailure, type RateProvider } from "./provider";

const TIMEOUT_MS = 10_000;
/** Ten times what all of its currencies take. */
const MOST_CHARACTERS = 100_000;

const code = z.string().regex(/^[A-Z]{3}$/);
const rate = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,20})?(e-\d{1,2})?$/i)
  .refine((text) => new Decimal(text).gt(0));
const answer = z.object({
  base: code,
  date: z.iso.date(),
  rates: z.record(code, rate).refine((rates) => Object.keys(rates).length > 0),
});

/**
 * The rates of the European Central Bank as Frankfurter serves them. On a day without a fixing it answers with an
 * earlier one, under that day's own date.
 *
 * @see https://frankfurter.dev/v1/
 */
export class Frankfurter implements RateProvider {
  readonly name = "frankfurter";

  constructor(private readonly baseUrl: string) {}

  async latest(): Promise<Snapshot> {
    const { base, date, rates } = this.validated(await this.fetch("latest?base=EUR"));
    const decimals = Object.entries(rates)
      .filter(([currency]) => currency !== base)
      .map(([currency, text]) => [currency, new Decimal(text).toFixed()]);
    return { date, base, source: "ECB by frankfurter", rates: Object.fromEntries(decimals) };
  }

  private async fetch(path: string): Promise<string> {
    try {
      const response = await fetch(new URL(path, `${this.baseUrl}/`), {
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { accept: "application/json" },
      });
      const text = await response.text();
      if (!response.ok) {
        throw new Error(`answered ${response.status}`);
      }
      if (text.length > MOST_CHARACTERS) {
        throw new Error(`answered ${text.length} characters`);
      }
      return text;
    } catch (error) {
      throw new ProviderFailure(this.name, error instanceof Error ? error.message : "no answer");
    }
  }

  private validated(text: string): z.output<typeof answer> {
    try {
      // Numbers stay texts: a binary float would not keep every decimal digit.
      return answer.parse(parse(text, undefined, String));
    } catch {
      throw new ProviderFailure(
        this.name,
        `answered with something that is not rates: ${JSON.stringify(text.slice(0, 100))}`,
      );
    }
  }
}
