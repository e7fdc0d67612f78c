/**
 * Stands for `@aws/lambda-invoke-store` in the bundles, which tells concurrent invocations of one process apart: a
 * function here has one at a time, and the SDK then takes the trace from the environment. It leaves 2 kB out.
 */
export const InvokeStore = { getInstanceAsync: async (): Promise<undefined> => undefined };
