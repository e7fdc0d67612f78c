export { type DataPlanes, dataPlanes } from "./data-planes";
export { bringBack, evacuate, evacuations } from "./evacuate";
export { CACHE_SECONDS, type EvacuableStack, EvacuationError, readStack } from "./stack";
