import { isObject, type Json, jsonIn } from "../../terraform";
import { isAnywhere } from "../rules/networks";
import { blocksAt } from "../values";

/** Keys about the time, the transport or the page of a request. They do not identify the caller. */
const NOT_THE_CALLER =
  /^(aws:(SecureTransport|TlsVersion|Referer|UserAgent|CurrentTime|EpochTime|RequestedRegion)|s3:(?!DataAccessPoint).*)$/i;

/** Negations and `…IfExists` admit all other callers. */
const ADMITS_OTHERS = /Not|IfExists$|^Null$/;

/** Values that anyone has: `*`, `repo:*`. */
const ANY_VALUE = /^((repo|project_path|organization):)?[*?]/;

/** Identity providers with one audience for all of their customers. */
const SHARED =
  /oidc-provider\/(token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io|agent\.buildkite\.com)$/;

/**
 * Whether a condition, as JSON, restricts the callers.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
export function restrictsCallers(condition: string, principal: string): boolean {
  return testsIn(condition, principal).some(
    ({ operator, isOfCallers }) => isOfCallers && !ADMITS_OTHERS.test(operator),
  );
}

/**
 * Whether a denial under a condition such as `NotIpAddress` leaves only some callers.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 */
export function deniesOthers(condition: string, principal: string): boolean {
  const tests = testsIn(condition, principal);
  return (
    tests.length > 0 && tests.every(({ operator, isOfCallers }) => isOfCallers && operator.includes("Not"))
  );
}

function testsIn(condition: string, principal: string) {
  const operators = jsonIn(condition);
  return Object.entries(isObject(operators) ? operators : {}).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {}).map(([key, values]) => ({
      operator,
      isOfCallers: namesCallers(key, values, principal),
    })),
  );
}

function namesCallers(key: string, values: Json, principal: string): boolean {
  return (
    !NOT_THE_CALLER.test(key) &&
    !(SHARED.test(principal) && !/:sub$/i.test(key)) &&
    !blocksAt(values, "").some((value) => ANY_VALUE.test(String(value)) || isAnywhere(value))
  );
}
