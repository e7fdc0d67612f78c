export { type DataPlanes, dataPlanes } from "./data-planes";
export { bringBack, evacuate, evacuations } from "./evacuate";
export { EvacuationError } from "./evacuation-error";
export { CACHE_SECONDS, type EvacuableStack, readStack } from "./stack";
