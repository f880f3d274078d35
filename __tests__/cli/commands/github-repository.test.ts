import { parseRepository, repositoryOfRemote } from "../../../cli/commands/github-repository";

test.each([
  "https://github.com/acme/chat.git",
  "https://github.com/acme/chat",
  "https://github.com/acme/chat/",
  "https://somebody:token@github.com/acme/chat.git",
  "git@github.com:acme/chat.git",
  "github.com:acme/chat.git",
  "ssh://git@github.com/acme/chat.git",
  "ssh://git@github.com:22/acme/chat.git",
])("%s is acme/chat on GitHub", (remote) => {
  expect(repositoryOfRemote(remote)).toEqual({ owner: "acme", repository: "chat" });
});

test.each([
  "https://gitlab.com/acme/chat.git",
  "https://github.com.example.com/acme/chat.git",
  "https://example.com/github.com/acme/chat.git",
  "git@notgithub.com:acme/chat.git",
  "https://github.com/acme",
  "../chat",
  "",
])("%p is no repository on GitHub", (remote) => {
  expect(repositoryOfRemote(remote)).toBeUndefined();
});

test.each(["acme", "acme/", "/chat", "acme/chat/main", "acme/ch*t", "https://github.com/acme/chat"])(
  "%p is no OWNER/NAME",
  (text) => {
    expect(parseRepository(text)).toBeUndefined();
  },
);
