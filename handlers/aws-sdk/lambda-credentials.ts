/**
 * Stands for `@aws-sdk/credential-provider-node` in the bundles. Lambda gives a function its role's credentials in
 * the environment, and nowhere else; the SDK's default would look into files, containers, instances, single sign-on
 * and web identities too, with 135 kB of clients for it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";
