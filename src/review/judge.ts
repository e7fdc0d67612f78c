import { matches } from "../terraform";
import { type Hit, type Rule, SEVERITIES, type Severity, type Subject } from "./rule";
import { RULES } from "./rules";
import type { Allowance, Settings } from "./settings";
import { asString } from "./text";

/** A hit with its severity according to the settings. */
export interface Finding extends Required<Omit<Hit, "lines">>, Pick<Hit, "lines"> {
  readonly rule: string;
  /** The allowance that takes the finding out of the verdict. */
  readonly allowed: Allowance | undefined;
}

export interface Judgment {
  readonly verdict: Severity;
  /** The worst first. */
  readonly findings: readonly Finding[];
  /** Allowances that match a finding, but have expired. */
  readonly expired: readonly Allowance[];
  /** Allowances that match no finding of this plan. */
  readonly unused: readonly Allowance[];
}

export function judge(subject: Subject, settings: Settings, today: string): Judgment {
  const used = new Set<Allowance>();
  const expired = new Set<Allowance>();
  const findings = RULES.flatMap((rule) =>
    rule.find(subject).flatMap((hit): readonly Finding[] => {
      const severity = severityOf(rule, hit, settings);
      if (severity === "off") {
        return [];
      }
      const allowances = settings.allowances.filter((allowance) => fits(allowance, rule, hit));
      const allowed = allowances.find(({ until }) => until >= today);
      for (const allowance of allowances) {
        (allowance.until >= today ? used : expired).add(allowance);
      }
      const { why = [rule.why], advice = [rule.advice] } = hit;
      return [{ ...hit, rule: rule.id, severity, why, advice, allowed }];
    }),
  );
  const open = findings.filter(({ allowed }) => allowed === undefined);
  return {
    verdict: SEVERITIES.findLast((one) => open.some(({ severity }) => severity === one)) ?? "note",
    findings: findings.sort((a, b) => rank(b) - rank(a)),
    expired: [...expired],
    unused: settings.allowances.filter((allowance) => !used.has(allowance) && !expired.has(allowance)),
  };
}

/** Allowed findings come last. */
function rank({ allowed, severity }: Finding): number {
  return SEVERITIES.indexOf(severity) + (allowed === undefined ? SEVERITIES.length : 0);
}

/** The last setting that matches. */
function severityOf(rule: Rule, hit: Hit, { severities }: Settings): Severity | "off" {
  const setting = severities.findLast((one) => fits(one, rule, hit));
  return setting?.severity ?? hit.severity ?? rule.severity;
}

/** Every resource of the finding must match: one more resource is another finding. */
function fits({ rule, of }: Pick<Allowance, "rule" | "of">, { id }: Rule, { addresses, what }: Hit): boolean {
  return (
    rule === id && (addresses.length === 0 ? [asString(what)] : addresses).every((name) => matches(of, name))
  );
}
