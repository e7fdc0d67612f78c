import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contextKey, loadPlatformConfiguration, readContext, settingsIn } from "../config";
import { documentFor, sizeLimit } from "./documents";

const USAGE = `npm run generate iam -- --account 123456789012 --repository owner/name

Writes the IAM documents of docs/iam for the configured deployment to cdktf.out/iam. The deployment's name and its state
bucket are those of cdktf.json; GLOBAL_API_CONTEXT names another deployment.`;

const TEMPLATES = join(__dirname, "..", "..", "docs", "iam");
const OUTPUT = join("cdktf.out", "iam");

function main(): void {
  const { values } = parseArgs({
    options: {
      account: { type: "string", default: "" },
      repository: { type: "string", default: "" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { account, repository } = values;
  expectMatch("--account", account, /^\d{12}$/, "an account id of 12 digits");
  expectMatch("--repository", repository, /^[\w.-]+\/[\w.-]+$/, "a GitHub repository, such as owner/name");
  const key = contextKey();
  const { name, stateBackend } = loadPlatformConfiguration(settingsIn(readContext(process.cwd()), key), key);
  if (stateBackend.type !== "s3") {
    throw new Error('stateBackend: "local" has no bucket to allow; set it to "s3"');
  }
  const { bucket, key: stateKey = `${name}.tfstate` } = stateBackend;

  mkdirSync(OUTPUT, { recursive: true });
  for (const file of readdirSync(TEMPLATES)) {
    const template = readFileSync(join(TEMPLATES, file), "utf8");
    const document = documentFor(template, { name, account, repository, bucket, stateKey });
    if (document.length > sizeLimit(file)) {
      throw new Error(`${file}: ${document.length} characters; AWS allows ${sizeLimit(file)}`);
    }
    writeFileSync(join(OUTPUT, file), `${document}\n`);
    console.log(`${join(OUTPUT, file)}: ${document.length} of ${sizeLimit(file)} characters`);
  }
}

function expectMatch(option: string, value: string, pattern: RegExp, right: string): void {
  if (!pattern.test(value)) {
    throw new Error(`${option}: ${JSON.stringify(value)} is not ${right}`);
  }
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
