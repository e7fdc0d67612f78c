/**
 * Replaces `@smithy/core/event-streams` in the bundles, which the SDK loads for event streams, which none of our
 * operations uses. This saves 20 kB.
 */
export {};
