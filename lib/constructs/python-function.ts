import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { dependable, Fn, TerraformStack, Token, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Budget } from "../artifact/checks/budgets";
import type { Waiver } from "../artifact/checks/waivers";
import { relativePath } from "../artifact/display-path";
import type { Architecture } from "../artifact/resolve/platform";
import { selectSource } from "../artifact/stage";
import { throwIfAny, UserError, type Complaint } from "../errors/user-error";
import { lambdaLimits } from "../runtimes/limits";
import { CodeCheck } from "./code-check";
import { grantRights, lambdaRole, policyDocument, type ExecutionRole } from "./execution-role";
import { FunctionCode } from "./function-code";
import { knownEnvironment } from "./known-environment";
import { preferLogicalId } from "./logical-id";
import { Packaging } from "./packaging";
import type { PythonRuntime } from "./python-runtime";
import { Receipts } from "./receipts";

/** Where a function's logs go: a resource of this app, or a data source that names a log group made elsewhere. */
export interface FunctionLogGroup extends ITerraformDependable {
  readonly arn: string;
  readonly name: string;
}

/** What a Python function is made of. */
export interface PythonFunctionProps {
  /** The folder with the function's code, relative to where synthesis runs (the project's root). */
  readonly source: string;
  /** Further folders to ship, relative to `source`, each under its own name: `../common` becomes `common/`. @default none */
  readonly additionalSources?: readonly string[];
  /** What to leave out besides the defaults, in .gitignore syntax. @default nothing */
  readonly exclude?: readonly string[];
  /** What to ship although a default, `.lambdaignore` or `exclude` leaves it out, in .gitignore syntax. @default nothing */
  readonly include?: readonly string[];
  /** Module and function, joined by a dot. @default "index.handler" */
  readonly handler?: string;
  readonly runtime: PythonRuntime;
  /** The processor it runs on, and its dependencies are chosen for: `x86_64` or `arm64`. @default "x86_64", which is Lambda's own */
  readonly architecture?: Architecture;
  /** How dependencies get into the container. @default Packaging.runtime() */
  readonly packaging?: Packaging;
  /** Seconds, 1 to 900. @default 3, which is Lambda's own */
  readonly timeout?: number;
  /** MB (1 MB = 1,048,576 bytes), 128 to 10,240. @default 128, which is Lambda's own */
  readonly memorySize?: number;
  /** What it may weigh at most, tighter than AWS's own limits, so that growth is noticed before it hurts. @default AWS's limits alone */
  readonly budget?: Budget;
  /** What a check refuses and is right all the same, each with its reason. @default none */
  readonly waivers?: readonly Waiver[];
  /** Environment variables. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default "<stack>-<id>" */
  readonly functionName?: string;
  /** A role of the caller's own. One read by a data source is left as it is; a resource is given the right to write logs. @default a new one */
  readonly role?: ExecutionRole;
  /** ARN of a managed policy that is the most a new role may ever do; a role of the caller's own has its own, or none. @default none */
  readonly permissionsBoundary?: string;
  /** A log group of the caller's own. @default a new one, `/aws/lambda/<function name>`, kept for `logRetention` */
  readonly logGroup?: FunctionLogGroup;
  /** Days to keep the logs of a new log group. @default 14 */
  readonly logRetention?: number;
}

/**
 * A Lambda function written in Python: its own files staged and packaged, its role, its log group.
 *
 * At a stack's root, the addresses for an id of `chat` are `aws_lambda_function.chat` and `data.archive_file.chat_lambda`.
 */
export class PythonFunction extends Construct {
  /** The `aws_lambda_function`, for every argument that has no prop here: VPC, KMS, tags, … */
  readonly resource: LambdaFunction;
  readonly role: ExecutionRole;
  readonly logGroup: FunctionLogGroup;

  /** @throws UserError where the source, the handler or a number cannot be deployed */
  constructor(scope: Construct, id: string, props: PythonFunctionProps) {
    super(scope, id);
    const handler = props.handler ?? "index.handler";
    refuseOddId(this.node.path, id);
    refuseNumbersOutOfRange(this.node.path, props);

    const selected = selectSource(props);
    refuseMissingHandler(this.node.path, props.source, handler, selected);
    const { source, runtime, architecture = "x86_64", packaging = Packaging.runtime() } = props;
    const code = new FunctionCode(packaging.bind({ scope: this, id, source, selected, runtime, architecture, handler }));

    const functionName = props.functionName ?? `${TerraformStack.of(this).node.id}-${id}`;
    this.logGroup = props.logGroup ?? this.newLogGroup(id, functionName, props.logRetention ?? 14);
    this.role = props.role ?? this.newRole(id, functionName, props.permissionsBoundary);
    this.resource = new LambdaFunction(this, "function", {
      ...code.arguments,
      functionName,
      role: this.role.arn,
      ...(code.isImage ? {} : { handler, runtime: runtime.name }), // an image says both itself
      architectures: props.architecture && [props.architecture],
      timeout: props.timeout,
      memorySize: props.memorySize,
      environment: props.environment && { variables: { ...props.environment } },
      loggingConfig: { logFormat: "JSON", logGroup: this.logGroup.name },
    });
    preferLogicalId(this.resource, "aws_lambda_function", id);
    if (!code.isImage) new CodeCheck(this, this.resource);
    code.completeIn(this.resource);
    const root = relativePath(process.cwd(), selected.root) || ".";
    Receipts.of(this).addFunction({
      name: () => this.resource.friendlyUniqueId,
      receipt: () => {
        const { receipt, choice } = code.decided;
        return {
          ...receipt,
          ...(choice === undefined ? {} : { choice: choice() }),
          runtime: runtime.name,
          architecture,
          source: root,
          left: selected.left,
          ...(props.budget === undefined ? {} : { budget: props.budget }),
        };
      },
      checked: () => ({
        ...code.decided.made,
        selected,
        handler,
        environment: knownEnvironment(props.environment),
        memorySize: Token.isUnresolved(props.memorySize) ? undefined : (props.memorySize ?? lambdaLimits.memory.least),
        layers: this.resource.layersInput?.length ?? 0,
        budget: props.budget,
        waivers: props.waivers ?? [],
        construct: this.node.path,
      }),
    });
    this.dependOn(this.logGroup);
    this.grant(
      `${id}_logs`,
      Fn.jsonencode(
        policyDocument({
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `${this.logGroup.arn}:*`,
        }),
      ),
    );
  }

  /**
   * Gives the function's role one named set of rights, in place before the function is. A role that only a data source
   * names is another's to change, and is left alone.
   *
   * @param policy a JSON policy document, or a Terraform expression that yields one
   */
  grant(id: string, policy: string): void {
    if (!(this.role instanceof IamRole)) return;
    const granted = this.node.tryFindChild(id);
    if (granted instanceof IamRolePolicy && granted.policyInput === policy) return;
    if (granted !== undefined) {
      throw new UserError({
        what: `${id} is granted already, with other rights`,
        where: this.node.path,
        fix: "give the two grants different ids; two models of one function are named apart: BedrockModel.named(this, modelId, id)",
      });
    }
    this.dependOn(grantRights(this, id, this.role, policy));
  }

  private dependOn(dependency: ITerraformDependable): void {
    this.resource.dependsOn = [...(this.resource.dependsOn ?? []), dependable(dependency)];
  }

  private newLogGroup(id: string, functionName: string, retentionInDays: number): CloudwatchLogGroup {
    const logGroup = new CloudwatchLogGroup(this, "log_group", { name: `/aws/lambda/${functionName}`, retentionInDays });
    preferLogicalId(logGroup, "aws_cloudwatch_log_group", id);
    return logGroup;
  }

  private newRole(id: string, functionName: string, permissionsBoundary: string | undefined): IamRole {
    const role = lambdaRole(this, "role", functionName, permissionsBoundary);
    preferLogicalId(role, "aws_iam_role", id);
    return role;
  }
}

/** It becomes a part of addresses, which Terraform limits so, and of file names. https://developer.hashicorp.com/terraform/language/syntax/configuration */
function refuseOddId(path: string, id: string): void {
  if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(id)) return;
  const fix = "take letters, digits, _ and -, and begin with a letter: the address is aws_lambda_function.<id>";
  throw new UserError({ what: `${JSON.stringify(id)} cannot be a function's id`, where: path, fix });
}

function refuseNumbersOutOfRange(path: string, { memorySize, timeout }: PythonFunctionProps): void {
  const numbers = [
    { name: "memorySize", unit: "MB", value: memorySize, range: lambdaLimits.memory },
    { name: "timeout", unit: "seconds", value: timeout, range: lambdaLimits.timeout },
  ];
  const complaints = numbers.flatMap(({ name, unit, value, range }): Complaint[] => {
    if (value === undefined || Token.isUnresolved(value)) return [];
    if (Number.isInteger(value) && value >= range.least && value <= range.most) return [];
    const allowed = `${range.least} to ${range.most} ${unit}`;
    return [{ what: `${name} ${value} is out of range`, where: path, fix: `give a whole number of ${allowed}` }];
  });
  throwIfAny(complaints);
}

function refuseMissingHandler(
  path: string,
  source: string,
  handler: string,
  { shipped }: { readonly shipped: readonly { readonly path: string }[] },
): void {
  const [, module] = /^([\w/.-]+)\.\w+$/.exec(handler) ?? [];
  if (module === undefined) {
    throw new UserError({
      what: `"${handler}" is not a handler`,
      where: path,
      fix: "write module.function, such as index.handler for the function handler in index.py",
    });
  }
  const stem = module.replaceAll(".", "/");
  const candidates = [`${stem}.py`, `${stem}/__init__.py`];
  if (shipped.some((file) => candidates.includes(file.path))) return;
  throw new UserError({
    what: `the handler ${handler} needs ${stem}.py, which is not among the ${shipped.length} files shipped from ${source}`,
    where: path,
    fix: `add ${source}/${stem}.py, name another handler, or include it if a rule leaves it out`,
  });
}
