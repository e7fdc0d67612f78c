import { join } from "node:path";
import { providerMirror } from "./provider-mirror";

/** Variables that would redirect Terraform or the AWS SDKs away from the stand-in and the working folder. */
const LEADS_ELSEWHERE = /^(AWS_|TF_WORKSPACE$|TF_DATA_DIR$|TF_CLI_ARGS|CDKTF_|GLOBAL_API_CONTEXT$)/;

/** Returns the user's environment without those variables. */
export function neutralEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !LEADS_ELSEWHERE.test(name)));
}

/**
 * The environment of Terraform and of the CDKTF CLI against a stand-in. The user's own provider installation
 * (TF_CLI_CONFIG_FILE, TF_PLUGIN_CACHE_DIR) stays; if there is none, a provider mirror on this machine is used.
 */
export function standinEnvironment(url: string, folder: string): NodeJS.ProcessEnv {
  return {
    ...neutralEnvironment(),
    ...providerMirror(),
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_CONFIG_FILE: join(folder, "no-aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "no-aws-credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    // Turns off the telemetry of Terraform and the CDKTF CLI.
    CHECKPOINT_DISABLE: "1",
    // Concurrent runs cannot safely share a plugin folder.
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    // The lock file is deleted with the folder, so the user's plugin cache may be used without one.
    TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  };
}
