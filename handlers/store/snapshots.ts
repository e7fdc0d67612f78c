import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import type { Snapshot } from "../domain/snapshot";

const item = z.object({
  sk: z.string(),
  source: z.string(),
  base: z.string(),
  rates: z.record(z.string(), z.string()),
});
