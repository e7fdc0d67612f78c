export { type Dashboard, DashboardError, readDashboard } from "./body";
export { drawDashboard } from "./picture";
export { SampleDay } from "./sample-day";
