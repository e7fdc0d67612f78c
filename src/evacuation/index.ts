export { type DataPlanes, dataPlanes } from "./data-planes";
export { bringBack, evacuate } from "./evacuate";
export { evacuations } from "./markers";
export { CACHE_SECONDS, type EvacuableStack, EvacuationError, readStack } from "./stack";
