import { unprotected } from "../deployment";
import { CHECKS, OUTAGE } from "./checks";
import { type Finding, held, notHeld, type Verdict } from "./journal";
import { Verified, type VerifiedProps } from "./verified";

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
      const found = await this.outcome(() => check(this.verified));
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

  /** A check that throws has no verdict; an interruption ends the verification. */
  private async outcome(check: () => Promise<Verdict>): Promise<Verdict> {
    try {
      return await check();
    } catch (error) {
      this.props.time.throwIfInterrupted();
      return { verdict: "not checked", measured: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Starts a stopped function and destroys everything that was deployed. */
  async cleanUp(): Promise<void> {
    const { journal, deployment, say, time } = this.props;
    await this.verified.startStopped();
    if (!journal.entries.deployed) {
      return;
    }
    say("… Destroying the deployment");
    const started = time.now();
    const found = await this.verified.attempt(async () => {
      deployment.configure(unprotected(journal.entries.configuration));
      await deployment.deploy();
      await deployment.destroy();
      const left = await deployment.deployed();
      return left.length === 0
        ? held(`destroyed in ${this.verified.since(started)}`)
        : notHeld(`${left.length} resources remain: ${left.slice(0, 5).join(", ")}`);
    });
    journal.update({
      findings: journal.entries.findings.filter(({ id }) => id !== "destroy"),
      deployed: found.verdict !== "held",
    });
    this.record({ id: "destroy", claim: "Destroying leaves nothing", ...found });
  }

  private record(finding: Finding): void {
    this.props.journal.add(finding);
    this.props.say(`${finding.verdict === "held" ? "✓" : "✗"} ${finding.claim} (${finding.measured})`);
  }
}
