import type { OperationId } from "../openapi";
import { conversion, conversions } from "./convert";
import { currencies } from "./currencies";
import { documentation, openApi } from "./documentation";
import { history } from "./history";
import type { Operation } from "./operation";
import { latest, ratesOfDay } from "./rates";
import { status } from "./status";

export type { Operation, Service } from "./operation";

/** The implementation of each operation in the OpenAPI document. */
export const operations: Readonly<Record<OperationId, Operation>> = {
  getDocumentation: documentation,
  getOpenApi: openApi,
  getStatus: status,
  getHealthCheck: status,
  getCurrencies: currencies,
  getLatest: latest,
  getRatesOfDay: ratesOfDay,
  getHistory: history,
  getConversion: conversion,
  postConversions: conversions,
};
