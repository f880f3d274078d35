import { UserError } from "../../lib/errors/user-error";
import { sign, type AwsAccess } from "./access";
import { send } from "./send";

/** As many as one answer may have: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html */
const mostApis = 500;

/**
 * The ids of the HTTP APIs of this name: several may have the same.
 *
 * @throws UserError where API Gateway refuses
 */
export async function apisNamed(access: AwsAccess, name: string): Promise<string[]> {
  const url = new URL(`/v2/apis?maxResults=${mostApis}`, access.endpoint ?? `https://apigateway.${access.region}.amazonaws.com`);
  const answer = await send(await sign(access, "apigateway", { method: "GET", url, headers: {} }));
  if (answer.status !== 200) {
    throw new UserError({
      what: `API Gateway refused GetApis with ${answer.status}: ${answer.body.slice(0, 300)}`,
      where: url.host,
      fix: "check that the credentials may read them (apigateway:GET on /apis), and the region",
    });
  }
  const { items = [] } = JSON.parse(answer.body) as { items?: { readonly name: string; readonly apiId: string }[] };
  return items.filter((api) => api.name === name).map(({ apiId }) => apiId);
}
