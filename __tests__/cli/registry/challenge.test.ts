import fc from "fast-check";
import { parseChallenges } from "../../../cli/registry/challenge";

test.each([
  [
    'Bearer realm="https://public.ecr.aws/token/",service="public.ecr.aws",scope="aws"',
    [{ scheme: "bearer", parameters: { realm: "https://public.ecr.aws/token/", service: "public.ecr.aws", scope: "aws" } }],
  ],
  [
    'Basic realm="https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"',
    [
      {
        scheme: "basic",
        parameters: { realm: "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/", service: "ecr.amazonaws.com" },
      },
    ],
  ],
  [
    'Bearer realm="https://auth.example/token", scope="repository:a/b:pull,push repository:c:pull" , error=insufficient_scope',
    [
      {
        scheme: "bearer",
        parameters: {
          realm: "https://auth.example/token",
          scope: "repository:a/b:pull,push repository:c:pull",
          error: "insufficient_scope",
        },
      },
    ],
  ],
  [
    'Negotiate, Basic REALM="a \\"b\\"", Bearer realm=x',
    [
      { scheme: "negotiate", parameters: {} },
      { scheme: "basic", parameters: { realm: 'a "b"' } },
      { scheme: "bearer", parameters: { realm: "x" } },
    ],
  ],
  ["Basic", [{ scheme: "basic", parameters: {} }]],
  ['Bearer realm="never closed', [{ scheme: "bearer", parameters: {} }]],
  ["", []],
  ['"?"', []],
])("the header %j is understood", (header, challenges) => {
  expect(parseChallenges(header)).toEqual(challenges);
});

const name = fc.stringMatching(/^[a-z]{1,8}$/);
const challenge = fc.record({
  scheme: name,
  parameters: fc.dictionary(name, fc.string(), { maxKeys: 4, noNullPrototype: true }),
});

test("whatever a challenge says is read as it was meant", () => {
  fc.assert(
    fc.property(fc.array(challenge, { maxLength: 3 }), (challenges) => {
      const quoted = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&")}"`;
      const texts = challenges.map(({ scheme, parameters }) =>
        `${scheme} ${Object.entries(parameters)
          .map(([key, value]) => `${key}=${quoted(value)}`)
          .join(", ")}`.trim(),
      );
      expect(parseChallenges(texts.join(", "))).toEqual(challenges);
    }),
  );
});
