import { synthesize } from "./lib/constructs/synthesize";
import { ChatStack } from "./stacks/chat-stack";

synthesize((app) => {
  new ChatStack(app, "test-llms-demo", { stateBucket: process.env["TF_STATE_BUCKET"] || undefined });
});
