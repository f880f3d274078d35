import type { Complaint } from "../../errors/user-error";
import { type Failure, isTlsFailure } from "./download";

const changed =
  "find out who changed it before you trust it; if that was meant, lock anew (npm run lock) or, without a lock, set LAMBDA_CONTAINER_REFRESH=1 once";

/** The wheel a failure is about. */
interface Failed {
  readonly filename: string;
  readonly sha256: string;
  readonly size: number | undefined;
  readonly where: string | undefined;
}

/**
 * Says why a wheel could not be had, and what to do.
 *
 * @param from where it was to come from, without credentials
 */
export function failureComplaint(wheel: Failed, failure: Failure, from: string): Complaint {
  const { what, fix } = text(wheel, failure, from);
  return { what, where: wheel.where ?? from, fix };
}

function text({ filename, sha256, size }: Failed, failure: Failure, from: string): { what: string; fix: string } {
  switch (failure.kind) {
    case "hash":
      return {
        what: `${filename} is not what the lock or the index says: sha256 ${failure.actual}, expected ${sha256}`,
        fix: changed,
      };
    case "size":
      return {
        what: `${filename} has ${failure.actual} bytes or more, but the lock or the index says ${size ?? 0}`,
        fix: changed,
      };
    case "cut":
      return {
        what: `${filename} was cut short four times in a row, the last time after ${failure.received} bytes (${from})`,
        fix: "try again; if it stays so, look at the index or the proxy in between",
      };
    case "disk":
      return {
        what: `${filename} cannot be written into the cache: ${failure.message}`,
        fix: "make room there, or name another folder in LAMBDA_CONTAINER_CACHE",
      };
    case "connection":
      return connectionText(filename, failure, from);
    case "status":
      return statusText(filename, failure.status, from);
  }
}

function connectionText(
  filename: string,
  { code, message }: Failure & { kind: "connection" },
  from: string,
): { what: string; fix: string } {
  if (isTlsFailure(code)) {
    return {
      what: `the certificate of the server that has ${filename} is not trusted: ${message} (${from})`,
      fix: "name your authority's certificate, a PEM file, in SSL_CERT_FILE",
    };
  }
  return {
    what: `${filename} cannot be fetched: ${message} (${from})`,
    fix: "check the network and HTTPS_PROXY, then try again; what is in the cache needs no network",
  };
}

function statusText(filename: string, status: number, from: string): { what: string; fix: string } {
  if (status === 401 || status === 403 || status === 407) {
    return {
      what: `the index refuses to hand out ${filename}: status ${status} (${from})`,
      fix: "give the login in netrc, in UV_INDEX_<NAME>_USERNAME and _PASSWORD, or in the index URL through a ${VARIABLE}",
    };
  }
  if (status === 404 || status === 410) {
    return {
      what: `${filename} is no longer where the index or the lock says: status ${status} (${from})`,
      fix: "resolve anew with LAMBDA_CONTAINER_REFRESH=1, or lock anew: npm run lock",
    };
  }
  return { what: `${filename} cannot be fetched: status ${status} (${from})`, fix: "try again later: the server has a problem" };
}
