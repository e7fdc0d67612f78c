/**
 * Stands for `@smithy/core/event-streams` in the bundles, which the SDK loads when an operation streams events: none
 * of ours does. It leaves 20 kB out.
 */
export {};
