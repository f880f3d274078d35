import type { ManagedRuntimeName } from "./managed-runtimes";

/** A version of boto3 that somebody saw in a managed runtime, and told of in public. */
export interface Boto3Sighting {
  readonly boto3: string;
  readonly botocore: string;
  /** An ISO day. */
  readonly seen: string;
  readonly source: string;
}

const baseImages = "https://github.com/aws/aws-lambda-base-images/issues/118";
const aioboto3 = "https://github.com/terricain/aioboto3/issues/381";

/**
 * The newest boto3 that each runtime is publicly known to have had, gathered in November 2026: AWS no longer says which one a runtime supplies
 * (`boto3.__version__` in a running function does). AWS updates it and does not go back, so that this is a lower bound; of python3.14 nothing
 * was found.
 */
export const boto3Sightings: Readonly<Partial<Record<ManagedRuntimeName, Boto3Sighting>>> = {
  "python3.9": { boto3: "1.26.90", botocore: "1.29.90", seen: "2023-10-17", source: baseImages },
  "python3.10": { boto3: "1.26.90", botocore: "1.29.90", seen: "2023-10-17", source: baseImages },
  "python3.11": {
    boto3: "1.27.1",
    botocore: "1.30.1",
    seen: "2023-11-29",
    source: "https://github.com/boto/botocore/issues/3082",
  },
  "python3.12": { boto3: "1.38.36", botocore: "1.38.36", seen: "2025-08-16", source: aioboto3 },
  "python3.13": { boto3: "1.38.36", botocore: "1.38.36", seen: "2025-08-22", source: aioboto3 },
};
