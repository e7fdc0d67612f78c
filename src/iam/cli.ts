import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../command";
import { contextKey, loadPlatformConfiguration, readContext, settingsIn } from "../config";
import { documentFor, sizeLimit } from "./documents";

const USAGE = `npm run generate iam -- --account 123456789012 --repository owner/name

Writes the IAM documents of docs/iam for the configured deployment to cdktf.out/iam. The deployment's name and its state
bucket are those of cdktf.json; GLOBAL_API_CONTEXT names another deployment.`;

const TEMPLATES = join(__dirname, "..", "..", "docs", "iam");
const OUTPUT = join("cdktf.out", "iam");

runCommand({
  name: "iam",
  help: USAGE,
  config: {
    options: { account: { type: "string", default: "" }, repository: { type: "string", default: "" } },
  },
  run: ({ values }) => writeDocuments(values.account, values.repository),
});

function writeDocuments(account: string, repository: string): undefined {
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
