/**
 * Lambda's own limits.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (seen 2026-11).
 */
export const lambdaLimits = {
  /** MB (1 MB = 1,048,576 bytes). */
  memory: { least: 128, most: 10_240 },
  /** Seconds. */
  timeout: { least: 1, most: 900 },
  /** Bytes of a function and its layers together, unpacked. */
  unzippedBytes: 262_144_000,
  /** Bytes of a ZIP that is uploaded directly; a larger one goes through S3. */
  directUploadBytes: 52_428_800,
} as const;

/**
 * An HTTP API gives its integration this many seconds, and it cannot be raised.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html (seen 2026-11).
 */
export const httpApiIntegrationTimeout = 30;
