import { GENERATED } from "./diagrams.ts";

/** The README with its generated parts made anew. Throws if the markers of one are missing. */
export function withGeneratedParts(readme: string): string {
  return Object.entries(GENERATED).reduce((text, [name, generate]) => {
    const marked = new RegExp(`(<!-- ${name} -->\n).*?(<!-- /${name} -->)`, "s");
    if (!marked.test(text))
      throw new Error(`the README has no place for "${name}": <!-- ${name} --> … <!-- /${name} -->`);
    return text.replace(marked, (_, begin: string, end: string) => `${begin}${generate()}\n${end}`);
  }, readme);
}
