import { posix } from "node:path";
import { blockIn, type DeclaredResource, itemsIn, names, numberIn, objectIn, scalarText, textIn } from "./declared-resource";
import type { EnvironmentVariable, FunctionSetting, LayerSetting, LogGroupSetting } from "./function-setting";
import { rightsOf } from "./role-rights";

/** What AWS takes where nothing is said: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const defaults = { memorySize: 128, timeout: 3 } as const;

/** The functions among the resources of a configuration, by address, each with what stands around it. */
export function functionSettings(resources: readonly DeclaredResource[]): FunctionSetting[] {
  return resources
    .filter(({ type }) => type === "aws_lambda_function")
    .map((fn) => functionSetting(fn, resources))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}

function functionSetting(fn: DeclaredResource, resources: readonly DeclaredResource[]): FunctionSetting {
  const { values, references, unresolved } = fn;
  const isSaid = (argument: string): boolean => argument in unresolved || (references[argument] ?? []).length > 0;
  const number = (argument: keyof FunctionSetting & keyof typeof defaults, name: string): number | undefined =>
    numberIn(values[name]) ?? (isSaid(name) ? undefined : defaults[argument]);
  const packageType = textIn(values["package_type"]) === "Image" ? "Image" : "Zip";
  const hash = textIn(values["source_code_hash"]);
  const object = objectOf(fn, resources);
  const filename = textIn(values["filename"]) ?? textIn(object?.values["source"]);
  return {
    address: fn.address,
    ...optional("functionName", textIn(values["function_name"])),
    packageType,
    ...(packageType === "Image" ? {} : optional("handler", textIn(values["handler"]))),
    ...(packageType === "Image" ? {} : optional("runtime", textIn(values["runtime"]))),
    architecture: itemsIn(values["architectures"])[0] === "arm64" ? "arm64" : "x86_64",
    ...optional("memorySize", number("memorySize", "memory_size")),
    ...optional("timeout", number("timeout", "timeout")),
    environment: environmentOf(fn),
    layers: layersOf(fn, resources),
    ...("layers" in unresolved ? { mayHaveMoreLayers: true } : {}),
    ...optional("filename", filename && posix.normalize(filename)),
    ...(object === undefined ? {} : { throughS3: true }),
    ...optional("imageUri", textIn(values["image_uri"])),
    // Any text may stand there; 32 bytes in base64 have this form.
    ...optional("sourceCodeHash", hash !== undefined && /^[A-Za-z0-9+/]{43}=$/.test(hash) ? hash : undefined),
    rights: rightsOf(fn, resources),
    ...optional("logGroup", logGroupOf(fn, resources)),
    routes: routesOf(fn, resources),
    inVpc: itemsIn(values["vpc_config"]).length > 0,
  };
}

/** The object in S3 that it is told to take its ZIP from, where the same configuration uploads it. */
function objectOf({ references }: DeclaredResource, resources: readonly DeclaredResource[]): DeclaredResource | undefined {
  const referred = references["s3_key"] ?? [];
  return resources.find(({ address, type }) => type === "aws_s3_object" && referred.includes(address));
}

function environmentOf({ values }: DeclaredResource): EnvironmentVariable[] {
  const variables = objectIn(blockIn(values["environment"])["variables"]);
  return Object.entries(variables)
    .map(([name, value]): EnvironmentVariable => ({ name, ...optional("value", scalarText(value)) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** In their order: an ARN that is not known yet is of the next layer that is referred to and has none. */
function layersOf(fn: DeclaredResource, resources: readonly DeclaredResource[]): LayerSetting[] {
  const arnOf = ({ values }: DeclaredResource): string | undefined => textIn(values["arn"]);
  const made = (fn.references["layers"] ?? []).flatMap((address) =>
    resources.filter((other) => other.address === address && other.type === "aws_lambda_layer_version"),
  );
  const arns = itemsIn(fn.values["layers"]).map(textIn);
  if (arns.length === 0) return made.map(layerSetting);
  const pending = made.filter((layer) => arnOf(layer) === undefined);
  return arns.flatMap((arn): LayerSetting[] => {
    const layer = arn === undefined ? pending.shift() : made.find((each) => arnOf(each) === arn);
    if (layer !== undefined) return [layerSetting(layer)];
    return arn === undefined ? [] : [{ arn }];
  });
}

function layerSetting({ address, values }: DeclaredResource): LayerSetting {
  const filename = textIn(values["filename"]);
  return { address, ...optional("filename", filename && posix.normalize(filename)), ...optional("arn", textIn(values["arn"])) };
}

/** The one it is told to write to, else the one that bears its name. */
function logGroupOf(fn: DeclaredResource, resources: readonly DeclaredResource[]): LogGroupSetting | undefined {
  const told = textIn(blockIn(fn.values["logging_config"])["log_group"]);
  const referred = fn.references["logging_config"] ?? [];
  const name = told ?? (referred.length > 0 ? undefined : ownLogGroup(fn));
  const group = resources.find(
    ({ address, type, values }) =>
      type === "aws_cloudwatch_log_group" && (referred.includes(address) || (name !== undefined && values["name"] === name)),
  );
  // 0 is for ever: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_group
  const retention = numberIn(group?.values["retention_in_days"]) || undefined;
  return group && { ...optional("name", textIn(group.values["name"])), ...optional("retentionDays", retention) };
}

function ownLogGroup({ values }: DeclaredResource): string | undefined {
  const name = textIn(values["function_name"]);
  return name === undefined ? undefined : `/aws/lambda/${name}`;
}

/** Of HTTP APIs: an integration calls the function, or an alias of it, and a route leads to the integration. */
function routesOf(fn: DeclaredResource, resources: readonly DeclaredResource[]): string[] {
  const ofType = (type: string): DeclaredResource[] => resources.filter((resource) => resource.type === type);
  const aliases = ofType("aws_lambda_alias").filter((alias) => names(alias, "function_name", fn, "function_name"));
  const isCalled = (caller: DeclaredResource, argument: string): boolean =>
    [fn, ...aliases].some((callee) => names(caller, argument, callee, "invoke_arn") || names(caller, argument, callee, "arn"));
  const integrations = ofType("aws_apigatewayv2_integration").filter((each) => isCalled(each, "integration_uri"));
  const routes = ofType("aws_apigatewayv2_route").filter(({ values, references }) =>
    integrations.some(
      (integration) =>
        references["target"]?.includes(integration.address) === true ||
        (textIn(integration.values["id"]) !== undefined &&
          values["target"] === `integrations/${String(integration.values["id"])}`),
    ),
  );
  const whole = ofType("aws_apigatewayv2_api").filter((api) => isCalled(api, "target"));
  const keys = [
    ...routes.map(({ values }) => values["route_key"]),
    ...whole.map(({ values }) => values["route_key"] ?? "$default"),
  ];
  return [...new Set(keys.flatMap((key) => textIn(key) ?? []))].sort();
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}
