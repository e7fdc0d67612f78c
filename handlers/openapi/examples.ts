/** Answers as they were given, of the ECB's rates of April 2026. Tests ask for each and get it. */
export const status = {};
export const currencies = {};
export const latest = {};
export const ratesOfDay = {};
export const history = {};
export const conversion = {};
export const conversions = {};
export const conversionAnswers = {};
