/**
 * Replaces `@aws/lambda-invoke-store` in the bundles, which separates concurrent invocations in one process. A process
 * here runs one invocation at a time, and the SDK then reads the trace from the environment. This saves 2 kB.
 */
export const InvokeStore = { getInstanceAsync: async (): Promise<undefined> => undefined };
