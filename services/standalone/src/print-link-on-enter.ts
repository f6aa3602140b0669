/** A link is good once, and for some minutes: whoever sits at the terminal gets another one by a key. */
export function printLinkOnEnter(link: () => Promise<string>, { say }: { say: (text: string) => void }): void {
  if (!process.stdin.isTTY) return;
  process.stdin.removeAllListeners("data");
  const print = async () => {
    try {
      say(`    Console   ${await link()}\n`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say(`    No link could be made: ${why}. Press Enter to try again.\n`);
    }
  };
  process.stdin.on("data", print).unref();
}
