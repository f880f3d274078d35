import { existsSync, readFileSync } from "node:fs";
import { sign, type Credentials } from "../../cli/aws/access";
import { send, type Answer } from "../../cli/aws/send";
import { localCredentials } from "../../cli/local/wiring";
import { Project, type Ran } from "./project";

/** A question that the emulator asked itself about somebody's rights. */
export interface Question {
  /** The access key of who asked. */
  readonly key: string;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
}

/** A project whose local cloud asks everybody for their rights, but the person of whom it is: their credentials are those of the root. */
export class GuardedCloud {
  readonly region = "eu-west-1";
  readonly account = "000000000000";

  constructor(readonly project: Project) {
    project.edit(
      "cli/local/emulator.ts",
      `join(__dirname, "python", "emulator.py")`,
      `join(__dirname, "../../__tests__/e2e/guarded_emulator.py")`,
    );
  }

  get endpoint(): string {
    const { emulator } = JSON.parse(readFileSync(this.project.checkout.path(".local/cloud/cloud.json"), "utf8")) as {
      emulator: { port: number };
    };
    return `http://127.0.0.1:${emulator.port}`;
  }

  /** What it asked itself so far about whoever has one of these credentials. */
  questions(...of: readonly Credentials[]): Question[] {
    const path = this.project.checkout.path(".local/cloud/rights.jsonl");
    const lines = existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
    const keys = of.map(({ accessKeyId }) => accessKeyId);
    return lines.map((line) => JSON.parse(line) as Question).filter(({ key }) => keys.includes(key));
  }

  /** Assumes a role as a run on GitHub does, with a token that has these claims; MiniStack checks no signature. */
  async assume(role: string, claims: Readonly<Record<string, string>>): Promise<Credentials | undefined> {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const { status, body } = await this.ask("sts", {
      Action: "AssumeRoleWithWebIdentity",
      RoleArn: `arn:aws:iam::${this.account}:role/${role}`,
      RoleSessionName: "a-run",
      WebIdentityToken: `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.signature`,
    });
    if (status === 403) return undefined;
    const value = (name: string): string => new RegExp(`<${name}>([^<]+)</${name}>`).exec(body)?.[1] ?? "";
    return {
      accessKeyId: value("AccessKeyId"),
      secretAccessKey: value("SecretAccessKey"),
      sessionToken: value("SessionToken"),
    };
  }

  /** The policy that a role has by this name. */
  async policy(role: string, name: string): Promise<string> {
    const { body } = await this.ask("iam", { Action: "GetRolePolicy", RoleName: role, PolicyName: name });
    return decodeURIComponent(/<PolicyDocument>([^<]+)</.exec(body)?.[1] ?? "").replaceAll("&quot;", '"');
  }

  async setPolicy(role: string, name: string, document: string): Promise<void> {
    const { status, body } = await this.ask("iam", {
      Action: "PutRolePolicy",
      RoleName: role,
      PolicyName: name,
      PolicyDocument: document,
    });
    if (status !== 200) throw new Error(body);
  }

  /** Runs a script wired to the local cloud with somebody's credentials, in place of those of the root. */
  as({ accessKeyId, secretAccessKey, sessionToken = "" }: Credentials, script: string): Ran {
    const exports = `export AWS_ACCESS_KEY_ID='${accessKeyId}' AWS_SECRET_ACCESS_KEY='${secretAccessKey}' AWS_SESSION_TOKEN='${sessionToken}'`;
    return this.project.local(`${exports}\n${script}`);
  }

  /** Asks IAM or STS with somebody's credentials, or with those of the root. */
  async ask(
    service: "iam" | "sts",
    parameters: Readonly<Record<string, string>>,
    credentials: Credentials = localCredentials,
  ): Promise<Answer> {
    const access = { region: this.region, credentials: () => Promise.resolve(credentials) };
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams({ ...parameters, Version: service === "iam" ? "2010-05-08" : "2011-06-15" }).toString();
    return send(await sign(access, service, { method: "POST", url: new URL("/", this.endpoint), headers, body }));
  }
}
