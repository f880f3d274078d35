import { personsCredentials } from "../aws/access";
import { ecrLogin, ecrRegion } from "./ecr-access";
import type { FindLogin } from "./authorization";
import { type ImageLocation, locateImage } from "./image-name";
import { Repository } from "./repository";
import { type Clock, systemClock } from "./retry";

/** Where a base image is to be had, and by which tag or digest. */
export interface OpenedBase {
  readonly repository: Repository;
  readonly reference: string;
}

const otherwise =
  "name another registry that has the image in LAMBDA_CONTAINER_BASE_REGISTRY, as https://USER:PASSWORD@HOST where it wants a login";

/**
 * The repository a base image is in, by its name as in a Dockerfile's FROM: public ones are asked without a login, those of ECR with the one that the
 * person's AWS credentials give, others with the one in LAMBDA_CONTAINER_BASE_REGISTRY.
 *
 * @throws UserError where the name or that variable is not understood
 */
export function openBase(name: string, env: NodeJS.ProcessEnv, clock: Clock = systemClock): OpenedBase {
  const location = locateImage(name, env);
  const { registry, repository, reference } = location;
  const address = { registry, name: repository, findLogin: loginFor(location), otherwise, clock };
  return { repository: new Repository(address), reference };
}

function loginFor({ registry, login }: ImageLocation): FindLogin {
  const region = ecrRegion(registry);
  if (login !== undefined || region === undefined) return () => Promise.resolve(login);
  return async () => ecrLogin({ region, credentials: personsCredentials });
}
