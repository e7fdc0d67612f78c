/**
 * Replaces `@aws-sdk/endpoint-cache` in the bundles. The DynamoDB client creates one for endpoint discovery, which none
 * of our operations uses. This saves 8 kB.
 */
export class EndpointCache {}
