import { UserError } from "../../lib/errors/user-error";
import { sign, type AwsAccess } from "./access";
import { send } from "./send";

/** One line a function wrote. */
export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly message: string;
}

/** How many containers' streams are looked at: the newest ones. */
const streams = 5;

/** The last events of a log group, oldest first. */
export async function lastLogEvents(access: AwsAccess, logGroupName: string, most: number): Promise<LogEvent[]> {
  const { logStreams } = await ask<{ logStreams?: { logStreamName: string }[] }>(access, "DescribeLogStreams", {
    logGroupName,
    orderBy: "LastEventTime",
    descending: true,
    limit: streams,
  });
  const events = await Promise.all(
    (logStreams ?? []).map(async ({ logStreamName }) =>
      ask<{ events?: LogEvent[] }>(access, "GetLogEvents", { logGroupName, logStreamName, limit: most, startFromHead: false }),
    ),
  );
  return events
    .flatMap((answer) => answer.events ?? [])
    .sort((left, right) => left.timestamp - right.timestamp)
    .slice(-most);
}

/** Whether there is a log group of this name. */
export async function logGroupExists(access: AwsAccess, name: string): Promise<boolean> {
  const { logGroups = [] } = await ask<{ logGroups?: { logGroupName: string }[] }>(access, "DescribeLogGroups", {
    logGroupNamePrefix: name,
  });
  return logGroups.some(({ logGroupName }) => logGroupName === name);
}

/** Calls an operation of CloudWatch Logs (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/). */
async function ask<T>(access: AwsAccess, operation: string, input: object): Promise<T> {
  const url = new URL(access.endpoint ?? `https://logs.${access.region}.amazonaws.com`);
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `Logs_20140328.${operation}` };
  const answer = await send(await sign(access, "logs", { method: "POST", url, headers, body: JSON.stringify(input) }));
  if (answer.status === 200) return JSON.parse(answer.body) as T;
  throw new UserError({
    what: `CloudWatch Logs refused ${operation} with ${answer.status}: ${answer.body.slice(0, 300)}`,
    where: url.host,
    fix: "check that the credentials may read the log group (logs:DescribeLogGroups, logs:DescribeLogStreams, logs:GetLogEvents) and that it exists",
  });
}
