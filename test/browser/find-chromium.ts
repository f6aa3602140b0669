import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Chromium = { path: string; env: { [name: string]: string } };

/** From the system, where what npm carries can't run. */
const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The Chromiums to try, the best first: the one that npm carries is the same everywhere. */
export async function* findChromium(): AsyncGenerator<Chromium> {
  if (process.platform === "linux" && process.arch === "x64") yield await unpacked();
  for (const path of INSTALLED) if (existsSync(path)) yield { path, env: {} };
}

const MODULES = join(import.meta.dirname, "../node_modules");
const PACKAGE = join(MODULES, "@sparticuz/chromium/package.json");
const KEPT = join(MODULES, ".cache");

/** Unpacking takes seconds: it is done once for each version. Whoever else does it at the same time does it apart. */
async function unpacked(): Promise<Chromium> {
  const { version } = JSON.parse(readFileSync(PACKAGE, "utf8"));
  const folder = join(KEPT, `chromium-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(KEPT, { recursive: true });
    const fresh = mkdtempSync(join(KEPT, "unpacking-"));
    await unpackInto(fresh);
    try {
      renameSync(fresh, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  const fonts = join(folder, "fonts.conf");
  writeFileSync(fonts, fontsIn(folder));
  return {
    path: join(folder, "chromium"),
    env: { LD_LIBRARY_PATH: join(folder, "al2023/lib"), FONTCONFIG_FILE: fonts },
  };
}

/** Without a font, Chromium dies of the first input field: the package's own list knows only where a Lambda has them. */
function fontsIn(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>${join(folder, "fonts")}</dir>
<cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;
}

/** The package unpacks into whatever folder is the temporary one, and also its libraries if it is told of a Lambda. */
async function unpackInto(folder: string): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: "nodejs24.x" });
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    await chromium.executablePath();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}
