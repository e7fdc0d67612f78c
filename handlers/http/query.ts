import { currency } from "../domain/currencies";
import { AMOUNT_PATTERN } from "../domain/decimal";
import { operations } from "../openapi";
import { Problem } from "./problem";

const LONGEST_SHOWN = 60;

/** The validated query of one request: only parameters that the OpenAPI document declares, each given once. */
export class Query {
  private readonly values: Readonly<Record<string, string>>;

  /**
   * @param operationId - whose parameters are allowed
   * @throws Problem
   */
  constructor(operationId: string, given: Readonly<Record<string, readonly string[] | undefined>>) {
    const known = operations.get(operationId)?.queryParameters ?? [];
    this.values = Object.fromEntries(
      Object.entries(given).map(([name, values = []]) => {
        if (!known.includes(name)) {
          const allowed = known.length === 0 ? "there are none here" : `known are ${known.join(", ")}`;
          throw new Problem("unknown-parameter", `${shown(name)} is not a parameter; ${allowed}`);
        }
        const [value = "", ...others] = values;
        if (others.length > 0) {
          throw new Problem("invalid-parameter", `${name}: give it once`);
        }
        return [name, value];
      }),
    );
  }

  /** A currency's ISO 4217 code, in capitals. */
  currency(name: string, fallback?: string): string {
    return currencyCode(name, this.value(name, fallback));
  }

  /** Codes separated by commas, or undefined where the parameter is not given. */
  currencies(name: string): string[] | undefined {
    const text = this.values[name];
    return text === undefined
      ? undefined
      : [...new Set(text.split(",").map((code) => currencyCode(name, code)))];
  }

  /** A decimal amount, as it was written. */
  amount(name: string): string {
    const text = this.value(name);
    if (!AMOUNT_PATTERN.test(text)) {
      throw new Problem(
        "invalid-parameter",
        `${name}: ${shown(text)} is not an amount: at most 20 digits, then at most 18 after a point, such as 1234.56`,
      );
    }
    return text;
  }

  private value(name: string, fallback?: string): string {
    const value = this.values[name] ?? fallback;
    if (value === undefined || value === "") {
      throw new Problem("missing-parameter", `${name}: it is missing`);
    }
    return value;
  }
}

function currencyCode(name: string, text: string): string {
  const code = text.toUpperCase();
  if (!/^[A-Za-z]{3}$/.test(text)) {
    throw new Problem("invalid-parameter", `${name}: ${shown(text)} is not a currency code, such as EUR`);
  }
  if (currency(code) === undefined) {
    throw new Problem("unknown-currency", `${name}: ${shown(text)} is not an ISO 4217 currency`);
  }
  return code;
}

function shown(text: string): string {
  return JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
}
