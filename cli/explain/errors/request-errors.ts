import { boto3Sightings } from "../../../lib/runtimes/boto3-sightings";
import { boto3Of, botocoreSince, knowsService } from "../../../lib/runtimes/botocore-history";
import { httpApiIntegrationTimeout, lambdaLimits } from "../../../lib/runtimes/limits";
import type { Captured, KnownError } from "./known-error";

/** The handler is called, and fails. */
export const requestErrors: readonly KnownError[] = [
  {
    name: "'BedrockRuntime' object has no attribute 'converse'",
    pattern: "'(?<client>[A-Z]\\w{1,60})' object has no attribute '(?<method>[a-z]\\w{1,80})'",
    means: "The boto3 that answers is older than the operation.",
    cause: "AWS supplies a boto3 of its own choosing, and requirements.txt does not change it: nobody installs it.",
    applies: ({ client = "" }) => serviceOf(client) !== undefined,
    cure: clientCure,
    source: "https://github.com/simonw/llm-bedrock/issues/6",
  },
  {
    name: "AccessDeniedException … bedrock:InvokeModel",
    pattern: "not authorized to perform: bedrock:(?<action>\\w{1,60})(?: on resource: (?<resource>[^\\s'\"]{1,300}))?",
    means: "The function's role does not allow the call of this model.",
    cause: "Its policy names another action, model, region or inference profile. Converse asks for bedrock:InvokeModel, too.",
    cure: ({ action = "", resource }) =>
      `allow bedrock:${action} on ${resource ?? "the model"} in the function's role: BedrockModel.named(…).grantInvoke(fn) does. A call through an inference profile (us.…, eu.…, global.…) ` +
      "needs the profile and the model in every region that it leads to",
    source: "https://github.com/aws-samples/semantic-search-with-amazon-opensearch/issues/43",
  },
  {
    name: "You don't have access to the model",
    pattern: "You don't have access to the model with the specified model ID",
    means: "The account has not enabled the model in this region.",
    cause: "Models are enabled by account and region; a policy alone is not enough.",
    cure: () => "enable the model in the Bedrock console, in the region of the function, or take another: TF_VAR_model_id",
    source: "https://github.com/dirkpetersen/our-chat/issues/3",
  },
  {
    name: "Task timed out",
    pattern: "Task timed out after (?<seconds>[\\d.]{1,10}) seconds",
    means: "The function was stopped before it answered.",
    cause:
      "It waits for something slow or out of reach (in a VPC without a way out: everything in the internet), or loads longer than its timeout.",
    cure: ({ seconds = "" }) =>
      `it had ${seconds} s; AWS gives at most ${lambdaLimits.timeout.most}, but an HTTP API gives up after ${httpApiIntegrationTimeout}: raise timeout (here lambda_timeout, TF_VAR_lambda_timeout) below that, ` +
      "give it more memory, which is more processor too, and set timeouts of its own for what it calls",
    source: "https://github.com/alexa-samples/skill-sample-nodejs-smarthome-switch/issues/18",
  },
];

/** boto3's name of a service by the class of its client: `bedrock-runtime` of `BedrockRuntime`. */
function serviceOf(client: string): string | undefined {
  const kebab = client.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, "-").toLowerCase();
  return [kebab, client.toLowerCase()].find(knowsService);
}

function clientCure({ client = "", method = "" }: Captured): string {
  const service = serviceOf(client) ?? client;
  const since = botocoreSince(service, "operations", method);
  if (since === undefined) return `no boto3 known here has ${method} of ${service}: look the name up in boto3's reference`;
  const seen = Object.entries(boto3Sightings).map(([runtime, { boto3 }]) => `${runtime} ${boto3}`);
  return (
    `${method} of ${service} needs boto3 ${boto3Of(since.has)}: add boto3>=${boto3Of(since.has)} to requirements.txt and ship it with Packaging.bundle() or Packaging.layer(), ` +
    `or ask a running function for its boto3.__version__. Last seen in public: ${seen.join(", ")}`
  );
}
