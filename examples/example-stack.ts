import { type App, TerraformOutput, TerraformStack } from "cdktf";
import { HttpApi, type HttpApiProps } from "../lib/constructs/http-api";
import { shipProviderLock } from "../lib/constructs/provider-lock";
import { declareProviders } from "../lib/constructs/providers";
import { keepState } from "../lib/constructs/state-backend";

/** What every example has: providers, a state of its own, and an HTTP API. */
export class ExampleStack extends TerraformStack {
  constructor(app: App, id: string) {
    super(app, id);
    declareProviders(this);
    keepState(this, {});
    shipProviderLock(this);
  }

  /** Says which function answers which route. */
  serve(routes: HttpApiProps["routes"]): void {
    const api = new HttpApi(this, "api", { name: this.node.id, routes });
    new TerraformOutput(this, "api_url", { value: api.url, description: "Where to send requests" });
  }
}
