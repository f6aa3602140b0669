/** A link is good once, and for some minutes: whoever sits at the terminal gets another one by a key. */
export function printLinkOnEnter(link: () => Promise<string>, { say }: { say: (text: string) => void }): void {
  if (!process.stdin.isTTY) return;
  process.stdin.removeAllListeners("data");
  process.stdin.on("data", async () => say(`    Console   ${await link()}\n`)).unref();
}
