/**
 * Lambda's own limits.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (seen 2026-11).
 */
export const lambdaLimits = {
  /** MB (1 MB = 1,048,576 bytes). */
  memory: { least: 128, most: 10_240 },
  /** Seconds. */
  timeout: { least: 1, most: 900 },
  /**
   * Bytes of a function and its layers together, unpacked, must be fewer: exactly as many are refused with "Unzipped size must be smaller than
   * 262144000 bytes", as a test that LocalStack validated against AWS has it
   * (https://github.com/localstack/localstack, TestLambdaSizeLimits.test_oversized_lambda; seen 2026-11).
   */
  unzippedBytes: 262_144_000,
  /**
   * Bytes of a ZIP that is uploaded directly, this many included; a larger one goes through S3. In base64 they are 69,905,068 bytes of a request
   * that "must be smaller than 70167211 bytes", as CreateFunction, UpdateFunctionCode and PublishLayerVersion all say (seen 2026-11).
   */
  directUploadBytes: 52_428_800,
  /**
   * Seconds that loading a function may take before AWS starts anew, on the time of the first request: "The Init phase is limited to 10 seconds".
   * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html (seen 2026-11).
   */
  initSeconds: 10,
  /** Layers of one function. */
  layers: 5,
  /**
   * Bytes of all environment variables as one JSON object, "key names, values, quotes, commas, and brackets" included.
   * Source: https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html (seen 2026-11).
   */
  environmentBytes: 4_096,
  /** Bytes of a container image, uncompressed. */
  imageBytes: 10_737_418_240,
} as const;

/**
 * An HTTP API gives its integration this many seconds, and it cannot be raised.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html (seen 2026-11).
 */
export const httpApiIntegrationTimeout = 30;
