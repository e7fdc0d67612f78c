import { messageOf } from "../../command";
import { unprotected } from "../deployment";
import { CHECKS, OUTAGE } from "./checks";
import { type Finding, held, notHeld } from "./journal";
import { Verified, type VerifiedProps } from "./verified";

/** The resources that AWS protects from deletion. */
const TABLE = /^aws_dynamodb_table(_replica)?\./;

/**
 * Deploys a stack, checks the documentation's claims from outside, and destroys the stack. It records each finding
 * immediately; a resumed verification continues after the last one.
 */
export class Verification {
  private readonly verified: Verified;

  constructor(private readonly props: VerifiedProps) {
    this.verified = new Verified(props);
  }

  /** Runs everything except the destruction. A claim that cannot be checked does not end the verification. */
  async check(): Promise<void> {
    this.forgetWhatIsGone();
    for (const [id, claim, check] of CHECKS) {
      if (this.props.journal.entries.findings.some((finding) => finding.id === id)) {
        continue;
      }
      this.props.say(`… ${claim}`);
      const found = await this.verified.attempt(() => check(this.verified), "not checked");
      this.record({ id, claim, ...found });
      if (id === "deploy" && found.verdict !== "held") {
        return;
      }
    }
  }

  /** After a cleanup, deploys again, and measures an ended outage from its beginning. */
  private forgetWhatIsGone(): void {
    const { journal } = this.props;
    const { deployed, stopped, findings } = journal.entries;
    const outageIsOver = stopped === undefined && !findings.some(({ id }) => id === "return");
    const gone = [...(deployed ? [] : ["deploy", "destroy"]), ...(outageIsOver ? OUTAGE : [])];
    journal.update({ findings: findings.filter(({ id }) => !gone.includes(id)) });
  }

  /** Starts a stopped function and destroys everything that was deployed, whatever fails before. */
  async cleanUp(): Promise<void> {
    const { journal, deployment, say, time } = this.props;
    for (const error of await this.errorOf(() => this.verified.startStopped())) {
      say(`The stopped function was not started: ${error}`);
    }
    if (!journal.entries.deployed) {
      return;
    }
    say("… Destroying the deployment");
    const started = time.now();
    const found = await this.verified.attempt(async () => {
      deployment.configure(unprotected(journal.entries.configuration));
      const errors = [
        ...(await this.errorOf(() => this.unprotectTables())),
        ...(await this.errorOf(() => deployment.destroy())),
      ];
      const left = await deployment.deployed();
      const remaining =
        left.length === 0 ? [] : [`${left.length} resources remain: ${left.slice(0, 5).join(", ")}`];
      const problems = [...remaining, ...errors];
      return problems.length === 0
        ? held(`destroyed in ${this.verified.since(started)}`)
        : notHeld(problems.join("; "));
    });
    journal.update({
      findings: journal.entries.findings.filter(({ id }) => id !== "destroy"),
      deployed: found.verdict !== "held",
    });
    this.record({ id: "destroy", claim: "Destroying leaves nothing", ...found });
  }

  /** Deploys nothing else: what AWS has rejected before must not prevent the destruction of the rest. */
  private async unprotectTables(): Promise<void> {
    const { deployment } = this.props;
    const tables = (await deployment.deployed()).filter((address) => TABLE.test(address));
    if (tables.length > 0) {
      await deployment.deployOnly(tables);
    }
  }

  /** Returns the first line of an error, or nothing. An interruption ends the verification. */
  private async errorOf(work: () => Promise<void>): Promise<readonly string[]> {
    try {
      await work();
      return [];
    } catch (error) {
      this.props.time.throwIfInterrupted();
      return messageOf(error).split("\n").slice(0, 1);
    }
  }

  private record(finding: Finding): void {
    this.props.journal.add(finding);
    this.props.say(`${finding.verdict === "held" ? "✓" : "✗"} ${finding.claim} (${finding.measured})`);
  }
}
