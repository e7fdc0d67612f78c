export { RESOURCE_TTL_SECONDS as CACHE_SECONDS } from "../route53";
export { planesOfAws } from "./command";
export { type DataPlanes, dataPlanes } from "./data-planes";
export { bringBack, evacuate } from "./evacuate";
export { evacuations } from "./markers";
export { type EvacuableStack, EvacuationError, readStack } from "./stack";
