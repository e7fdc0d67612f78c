export { type Dashboard, readDashboard } from "./body";
export { drawDashboard } from "./picture";
export { SampleDay } from "./sample-day";
export { dashboardIn, sampleDayOf } from "./stack";
