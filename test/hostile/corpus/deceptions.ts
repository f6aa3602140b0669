import type { HostileIssue } from "../corpus.ts";

const of = (name: string, body: string): HostileIssue => ({ name, title: "It does not work", body });

/** What looks like something else. */
export const deceptionItems: readonly HostileIssue[] = [
  of("homoglyph host", "See https://gіthub.com/acme/webapp (Cyrillic) and [x](https://gіthub.com/acme/webapp)"),
  of("punycode host", "See https://xn--gthub-n4a.com/acme/webapp and [docs](https://xn--gthub-n4a.com/acme/webapp)"),
  of("user in the address", "[repo](https://github.com@evil.example/acme/webapp) https://github.com:x@evil.example/"),
  of(
    "host as a prefix",
    "[repo](https://github.com.evil.example/acme/webapp) [r](https://github.com-evil.example/acme/webapp)",
  ),
  of(
    "neighbour's name",
    "[repo](https://github.com/acme/webapp-evil/releases) [r](https://github.com/acme/webapp.evil)",
  ),
  of(
    "climbing path",
    "[a](https://github.com/acme/webapp/../../evil/x) [b](../../../evil/x) [c](/evil/x) [d](..%2f..%2f..%2fevil)",
  ),
  of("encoded host", "[a](https://%67ithub.com/acme/webapp) [b](https://evil%2eexample/)"),
  of(
    "capitals, dots and ports",
    "[a](HTTPS://EVIL.example) [b](https://github.com./acme/webapp) [c](https://github.com:8443/acme/webapp)",
  ),
  of(
    "script address",
    "[a](javascript:alert(1)) [b](data:text/html;base64,PHNjcmlwdD4=) [c](vbscript:x) [d](JaVaScRiPt:x)",
  ),
  of(
    "no scheme",
    "[a](//evil.example/x) [b](\\\\evil.example) [c](/\\evil.example) [d](https:evil.example) [e](https:/evil.example)",
  ),
  of(
    "text of another link",
    "[https://github.com/acme/webapp](https://evil.example) [github.com/acme](https://evil.example)",
  ),
  of("text of another link, listed", "[https://bank.example/login](https://github.com/acme/webapp/issues/1)"),
  of("title that lies", '[docs](https://github.com/acme/webapp "https://bank.example") [d](README.md "<img src=x>")'),
  of("title with a tag", "[a](https://github.com/acme/webapp '<!-- x --><b>@octocat</b>')"),
  of("entities in an address", "[a](https&#58;//evil.example) [b](jav&#x61;script:x) [c](&#47;&#47;evil.example)"),
  of(
    "escapes in an address",
    "[a](https\\://evil.example) <https://evil.example/\\@x> [c](https://github.com\\@evil.example)",
  ),
  of("link over two lines", "[click\nhere](\nhttps://evil.example\n'title'\n)"),
  of("command as an address", "[a]:\n/close\n\n[b](\n/close)\n\n[a]"),
  of("reference by another case", "[Click ME]\n\n[click me]: https://evil.example/case"),
  of("reference, collapsed", "[docs][] and [docs] and [see][docs]\n\n[docs]: <https://evil.example/a b> 'x'"),
  of("reference defined twice", "[docs]\n\n[docs]: https://evil.example\n[docs]: https://github.com/acme/webapp"),
  of("reference in a quote", "> [x]: https://evil.example/q\n\n[x] ![x]"),
  of(
    "link around an image",
    "[![build](https://evil.example/b.svg)](https://evil.example) [![b](x.svg)](https://github.com/acme/webapp)",
  ),
  of("link in a link", "[a [b](https://evil.example/b) c](https://evil.example/c)"),
];
