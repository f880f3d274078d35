import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { dependable } from "cdktf";
import { Construct } from "constructs";
import { httpApiIntegrationTimeout } from "../runtimes/limits";
import { preferLogicalId } from "./logical-id";
import type { PythonFunction } from "./python-function";

/** `METHOD /path`, as HTTP APIs spell a route. */
export type RouteKey = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`;

export interface HttpApiProps {
  /** The API's name in AWS. */
  readonly name: string;
  /** Which function answers which route. */
  readonly routes: Readonly<Record<RouteKey, PythonFunction>>;
  /** Who may call: `AWS_IAM` or `NONE`. @default "AWS_IAM" */
  readonly authorization?: string;
  /** Requests a second, on the average. @default 5 */
  readonly rateLimit?: number;
  /** Requests at once. @default 10 */
  readonly burstLimit?: number;
  /** Days to keep the access logs. @default 14 */
  readonly accessLogRetention?: number;
}

/** What an access log says of a request: who, what, how long; nothing of its body. */
const accessLogFormat = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTime",
  ip: "$context.identity.sourceIp",
  route: "$context.routeKey",
  status: "$context.status",
  latency: "$context.responseLatency",
  integrationError: "$context.integrationErrorMessage",
});

/** An HTTP API in front of functions: throttled, logged, and allowed to invoke each function for its own routes alone. */
export class HttpApi extends Construct {
  /** Where to send requests, without a trailing slash. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const api = new Apigatewayv2Api(this, "api", { name: props.name, protocolType: "HTTP" });
    preferLogicalId(api, "aws_apigatewayv2_api", id);
    this.url = api.apiEndpoint;

    const integrations = new Map<PythonFunction, Apigatewayv2Integration>();
    for (const [routeKey, fn] of Object.entries(props.routes)) {
      const integration = integrations.get(fn) ?? this.integrate(api, fn);
      integrations.set(fn, integration);
      this.addRoute(api, routeKey, fn, integration, props.authorization ?? "AWS_IAM");
    }
    this.addStage(id, api, props);
  }

  private integrate(api: Apigatewayv2Api, fn: PythonFunction): Apigatewayv2Integration {
    const integration = new Apigatewayv2Integration(this, `${fn.node.id}_integration`, {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: fn.resource.invokeArn,
      payloadFormatVersion: "2.0",
      timeoutMilliseconds: httpApiIntegrationTimeout * 1000,
    });
    preferLogicalId(integration, "aws_apigatewayv2_integration", fn.node.id);
    return integration;
  }

  private addRoute(
    api: Apigatewayv2Api,
    routeKey: string,
    fn: PythonFunction,
    integration: Apigatewayv2Integration,
    authorizationType: string,
  ): void {
    const name = routeKey.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
    const route = new Apigatewayv2Route(this, `${name}_route`, {
      apiId: api.id,
      routeKey,
      target: `integrations/${integration.id}`,
      authorizationType,
    });
    preferLogicalId(route, "aws_apigatewayv2_route", name);
    const permission = new LambdaPermission(this, `${name}_permission`, {
      statementId: `http-api-${this.node.id}-${name.replaceAll("_", "-")}`,
      action: "lambda:InvokeFunction",
      functionName: fn.resource.functionName,
      principal: "apigateway.amazonaws.com",
      sourceArn: `${api.executionArn}/*/${routeKey.replace(" ", "")}`,
      // A function that is made anew, such as one that becomes an image, has lost its permissions, and its name, which is the same, does not show it.
      lifecycle: { replaceTriggeredBy: [`${dependable(fn.resource)}.id`] },
    });
    preferLogicalId(permission, "aws_lambda_permission", name);
  }

  private addStage(id: string, api: Apigatewayv2Api, props: HttpApiProps): void {
    // Under /aws/vendedlogs/ the account's resource policy for log delivery does not grow with every API.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
    const accessLogs = new CloudwatchLogGroup(this, "access_logs", {
      name: `/aws/vendedlogs/http-api/${props.name}`,
      retentionInDays: props.accessLogRetention ?? 14,
    });
    preferLogicalId(accessLogs, "aws_cloudwatch_log_group", id);
    const stage = new Apigatewayv2Stage(this, "stage", {
      apiId: api.id,
      name: "$default",
      autoDeploy: true,
      accessLogSettings: { destinationArn: accessLogs.arn, format: accessLogFormat },
      defaultRouteSettings: {
        throttlingRateLimit: props.rateLimit ?? 5,
        throttlingBurstLimit: props.burstLimit ?? 10,
      },
    });
    preferLogicalId(stage, "aws_apigatewayv2_stage", id);
  }
}
