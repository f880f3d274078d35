import { githubSettings } from "../../../cli/commands/github-settings";

test("the repository is told of its environment, the one branch that may deploy there, and its variables", () => {
  const lines = githubSettings({
    repository: "acme/chat",
    environment: "test-llms-demo",
    branch: "main",
    stateBucket: "demo-state-111122223333",
    region: "eu-west-1",
    deployRole: "arn:aws:iam::111122223333:role/demo-deploy",
    permissionsBoundary: "arn:aws:iam::111122223333:policy/demo-lambda-boundary",
    readRole: "arn:aws:iam::111122223333:role/demo-read",
  });
  expect(lines).toMatchInlineSnapshot(`
    [
      "gh api --silent --method PUT repos/acme/chat/environments/test-llms-demo -F 'deployment_branch_policy[protected_branches]=false' -F 'deployment_branch_policy[custom_branch_policies]=true'",
      "gh api --silent --method POST repos/acme/chat/environments/test-llms-demo/deployment-branch-policies -f name=main",
      "gh variable set TF_STATE_BUCKET --repo acme/chat --body demo-state-111122223333",
      "gh variable set AWS_REGION --repo acme/chat --body eu-west-1",
      "gh variable set PERMISSIONS_BOUNDARY --repo acme/chat --body arn:aws:iam::111122223333:policy/demo-lambda-boundary",
      "gh variable set AWS_READ_ROLE_ARN --repo acme/chat --body arn:aws:iam::111122223333:role/demo-read",
      "gh variable set AWS_ROLE_ARN --repo acme/chat --env test-llms-demo --body arn:aws:iam::111122223333:role/demo-deploy",
    ]
  `);
});
