/** Today as an ISO day. As everywhere, `SOURCE_DATE_EPOCH` counts more than the clock: https://reproducible-builds.org/specs/source-date-epoch/ */
export function today({ SOURCE_DATE_EPOCH: epoch }: NodeJS.ProcessEnv): string {
  const now = epoch === undefined || !/^\d+$/.test(epoch) ? new Date() : new Date(Number(epoch) * 1000);
  return now.toISOString().slice(0, 10);
}
