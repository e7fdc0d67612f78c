/**
 * Replaces `@smithy/core/event-streams` in the bundles, because none of our operations uses event streams. This saves
 * 20 kB.
 */
export {};
