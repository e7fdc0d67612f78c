import { isList, isObject, type Json } from "../../terraform";

/** Keys that say how, when or from which page a request comes, and not who sends it. */
const NOT_THE_CALLER =
  /^(aws:(SecureTransport|TlsVersion|Referer|UserAgent|CurrentTime|EpochTime|RequestedRegion)|s3:(?!DataAccessPoint).*)$/i;

/** Negations and `…IfExists` admit everyone else. */
const ADMITS_OTHERS = /Not|IfExists$|^Null$/;

/** Values that anyone has: `*`, `repo:*`, the whole internet. */
const ANY_VALUE = /^(((repo|project_path|organization):)?[*?]|(0\.0\.0\.0|::)\/0$)/;

/** Identity providers that all their customers share: the audience is the same for everyone. */
const SHARED =
  /oidc-provider\/(token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io|agent\.buildkite\.com)$/;

/**
 * Whether a condition, as JSON, limits who may call.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_secure-by-default.html
 */
export function restrictsCallers(condition: string, principal: string): boolean {
  const operators: Json = condition === "" ? {} : JSON.parse(condition);
  return Object.entries(isObject(operators) ? operators : {}).some(
    ([operator, keys]) =>
      !ADMITS_OTHERS.test(operator) &&
      Object.entries(isObject(keys) ? keys : {}).some(
        ([key, values]) =>
          !NOT_THE_CALLER.test(key) &&
          !(SHARED.test(principal) && !/:sub$/i.test(key)) &&
          !(isList(values) ? values : [values]).some((value) => ANY_VALUE.test(String(value))),
      ),
  );
}
