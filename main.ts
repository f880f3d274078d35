import { settingsFrom } from "./stacks/settings";
import { synthesize } from "./lib/constructs/synthesize";
import { ChatStack } from "./stacks/chat-stack";

synthesize((app) => {
  new ChatStack(app, "test-llms-demo", settingsFrom(process.env));
});
