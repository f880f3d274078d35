import { parseImageUri } from "../../../../cli/local/image/image-uri";

const digest = `sha256:${"0a".repeat(32)}`;
const host = "000000000000.dkr.ecr.us-east-1.amazonaws.com";

test.each([
  [`${host}/chat@${digest}`, { host, repository: "chat", reference: digest }],
  [`${host}/team/chat@${digest}`, { host, repository: "team/chat", reference: digest }],
  [`${host}/chat:1.0-b_2`, { host, repository: "chat", reference: "1.0-b_2" }],
  [`localhost:4566/chat@${digest}`, { host: "localhost:4566", repository: "chat", reference: digest }],
])("%s names an image", (uri, expected) => {
  expect(parseImageUri(uri)).toEqual(expected);
});

test.each([
  "",
  "chat",
  `${host}/chat`,
  `${host}/@${digest}`,
  `${host}/chat@sha256:0a`,
  `${host}/chat@${digest}0`,
  `${host}/chat:a/b`,
  `/chat:1`,
  `${host}/chat:1@${digest}`,
  `${host}/../chat:1`,
  `${host}/chat?a=b:1`,
])("%j names none", (uri) => {
  expect(() => parseImageUri(uri)).toThrow(`"${uri}" names no image`);
});
