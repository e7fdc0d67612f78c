/**
 * Replaces `@aws-sdk/credential-provider-node` in the bundles. Lambda passes a function its role's credentials only in
 * the environment. The SDK's default would also try files, containers, instances, single sign-on and web identities,
 * with 135 kB of clients.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";
