import { runCommand } from "../command";
import { planFromInput, reviewCommand } from "./command";

runCommand(reviewCommand("regionproof review", planFromInput));
