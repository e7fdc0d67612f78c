import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

const PROVIDER = "registry.terraform.io/hashicorp/aws";

/** Terraform's CLI configuration for the mirror: build output. */
const CONFIGURATION = join(__dirname, "..", "..", "dist", "terraform.rc");

let environment: NodeJS.ProcessEnv | undefined;

/**
 * Returns the environment variable that points Terraform to a local provider mirror. It is empty if Terraform already
 * has a CLI configuration or if there is no mirror; Terraform then downloads the provider from its registry.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 */
export function providerMirror(): NodeJS.ProcessEnv {
  environment ??= hasConfiguration() ? {} : configurationFor(findMirror());
  return environment;
}

/** If the file in TF_CLI_CONFIG_FILE does not exist, Terraform only prints a warning. */
function hasConfiguration(): boolean {
  return existsSync(process.env["TF_CLI_CONFIG_FILE"] ?? join(homedir(), ".terraformrc"));
}

/** Searches near the root of the file system, where machines without access to a registry keep their mirrors. */
function findMirror(): string | undefined {
  const pruned = ["node_modules", ".terraform", "proc", "sys"].flatMap((name) => ["-o", "-name", name]);
  const { stdout } = spawnSync(
    "find",
    [
      ...["/", "-xdev", "-maxdepth", "6", "(", ...pruned.slice(1), ")", "-prune"],
      ...["-o", "-type", "d", "-path", `*/${PROVIDER}`, "-print", "-quit"],
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  const folder = stdout?.trim() ?? "";
  return folder.endsWith(`/${PROVIDER}`) ? folder.slice(0, -PROVIDER.length - 1) : undefined;
}

function configurationFor(mirror: string | undefined): NodeJS.ProcessEnv {
  if (mirror === undefined) {
    return {};
  }
  mkdirSync(dirname(CONFIGURATION), { recursive: true });
  writeFileSync(
    CONFIGURATION,
    `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["${PROVIDER}"]
  }
  direct {
    exclude = ["${PROVIDER}"]
  }
}
`,
  );
  return { TF_CLI_CONFIG_FILE: CONFIGURATION };
}
