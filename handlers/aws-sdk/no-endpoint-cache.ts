/**
 * Replaces `@aws-sdk/endpoint-cache` in the bundles, because none of our operations uses endpoint discovery. This saves
 * 8 kB.
 */
export class EndpointCache {}
