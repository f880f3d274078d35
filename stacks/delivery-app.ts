import { synthesize } from "../lib/constructs/synthesize";
import { DeliveryStack } from "./delivery-stack";
import { settingsFrom } from "./settings";

synthesize((app) => {
  new DeliveryStack(app, "delivery", settingsFrom(process.env));
});
