import * as z from "zod/mini";
import { distinct, text } from "../aws/values";
import { requireValid } from "./valid-props";

/**
 * Actions that a policy allows on resources, written as in IAM's own JSON.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const STATEMENT = z.object({
  Sid: text(/^[A-Za-z0-9]+$/, "a name of letters and digits"),
  Action: distinct(
    text(/^[a-z0-9-]+:[\w*?]+$/i, "an action such as s3:GetObject"),
    1,
    "a list of actions, each once",
  ),
  Resource: distinct(z.string("an ARN"), 1, "a list of ARNs, each once"),
});

/**
 * @throws InvalidInput if IAM would reject the statement
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function requireStatement(statement: Statement, place: string): void {
  requireValid(STATEMENT, statement, place);
}

/** Returns a policy document with the statements, in the newest version of the policy language. */
export function policyOf(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Returns a policy document that allows only the statements. */
export function policyDocument(statements: readonly Statement[]): string {
  return policyOf(statements.map((statement) => ({ Effect: "Allow", ...statement })));
}

/**
 * Returns a trust policy for one AWS service.
 *
 * @param sourceAccount - the only account on whose behalf the service may assume the role, if the service supports the
 * condition: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function assumableBy(service: string, sourceAccount?: string): string {
  return policyOf([
    {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: service },
      ...(sourceAccount === undefined
        ? {}
        : { Condition: { StringEquals: { "aws:SourceAccount": sourceAccount } } }),
    },
  ]);
}
