import { boto3Sightings } from "../../../lib/runtimes/boto3-sightings";
import {
  boto3Of,
  botocoreOf,
  botocoreSince,
  botocoreTable,
  knowsService,
  type OperationKind,
} from "../../../lib/runtimes/botocore-history";
import table from "../../../lib/runtimes/botocore-operations.json";

interface Row {
  readonly service: string;
  readonly kind: OperationKind;
  readonly since: string;
  readonly names: readonly string[];
}

const services: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = table.services;
const rows = Object.entries(services).flatMap(([service, kinds]) =>
  Object.entries(kinds).flatMap(([kind, groups]) =>
    Object.entries(groups).map(([since, names]): Row => ({
      service,
      kind: kind as OperationKind,
      since,
      names: names.split(" "),
    })),
  ),
);

function compared(left: string, right: string): number {
  return left.localeCompare(right, "en", { numeric: true });
}

test.each([
  { service: "bedrock-runtime", kind: "operations", name: "converse", since: { has: "1.34.116", exact: true } },
  { service: "bedrock-runtime", kind: "operations", name: "invoke_model", since: { has: "1.31.57", exact: true } },
  { service: "s3", kind: "operations", name: "get_object", since: { has: "1.20.0", exact: false } },
  { service: "dynamodb", kind: "operations", name: "execute_statement", since: { has: "1.20.0", exact: false } },
  { service: "s3", kind: "paginators", name: "list_objects_v2", since: { has: "1.20.0", exact: false } },
  { service: "lambda", kind: "waiters", name: "function_exists", since: { has: "1.20.0", exact: false } },
  { service: "s3", kind: "paginators", name: "get_object", since: undefined },
  { service: "s3", kind: "operations", name: "bucket_exists", since: undefined },
  { service: "nobody", kind: "operations", name: "get_object", since: undefined },
  { service: "toString", kind: "operations", name: "length", since: undefined },
] as const)("$name among the $kind of $service: $since", ({ service, kind, name, since }) => {
  expect(botocoreSince(service, kind, name)).toEqual(since);
});

test.each([
  ...[
    "bedrock-runtime",
    "bedrock-agent-runtime",
    "dynamodb",
    "s3",
    "sqs",
    "sns",
    "secretsmanager",
    "ssm",
    "stepfunctions",
    "events",
  ],
  "lambda",
])("the history of %s was gathered", (service) => {
  expect(knowsService(service)).toBe(true);
});

test("every operation of bedrock-runtime has an exact release", () => {
  const { operations = {} } = services["bedrock-runtime"] ?? {};
  expect(Object.keys(operations).filter((since) => !/^[\d.]+$/.test(since))).toEqual([]);
});

test("each name stands once, and where it says it came is within what was looked at", () => {
  const seen = new Set<string>();
  for (const { service, kind, names } of rows) {
    for (const name of names) {
      const key = `${service} ${kind} ${name}`;
      expect(seen).not.toContain(key);
      seen.add(key);
      const { lacks = table.oldest, has = "" } = botocoreSince(service, kind, name) ?? {};
      expect([compared(lacks, has) <= 0, compared(table.oldest, has) <= 0, compared(has, botocoreTable.newest) <= 0]).toEqual([
        ...[true, true, true],
      ]);
    }
  }
  expect(seen.size).toBeGreaterThan(2_500);
});

test("names are those of Python's methods", () => {
  expect(rows.flatMap(({ names }) => names).filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
});

// As the wheels of boto3 say in their METADATA.
test.each([
  ["1.17.0", "1.20.0"],
  ["1.20.32", "1.23.32"],
  ["1.26.90", "1.29.90"],
  ["1.27.1", "1.30.1"],
  ["1.28.85", "1.31.85"],
  ["1.29.7", "1.32.7"],
  ["1.33.0", "1.33.0"],
  ["1.34.116", "1.34.116"],
])("boto3 %s needs botocore %s", (boto3, botocore) => {
  expect(botocoreOf(boto3)).toBe(botocore);
  expect(boto3Of(botocore)).toBe(boto3);
});

test.each(Object.entries(boto3Sightings))("what was seen in %s goes together, on a day, as a public page says", (_, sighting) => {
  expect(botocoreOf(sighting.boto3)).toBe(sighting.botocore);
  expect(sighting.seen).toMatch(/^20\d\d-\d\d-\d\d$/);
  expect(sighting.source).toMatch(/^https:\/\/github\.com\/\S+\/issues\/\d+$/);
});
