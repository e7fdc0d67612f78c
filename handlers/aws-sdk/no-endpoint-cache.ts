/**
 * Stands for `@aws-sdk/endpoint-cache` in the bundles. The client of DynamoDB makes one when it is made, for the
 * discovery of endpoints, which none of our operations does. It leaves 8 kB out.
 */
export class EndpointCache {}
