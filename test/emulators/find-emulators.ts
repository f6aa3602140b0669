import { accessSync, constants, globSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

export type EmulatorName = "firestore" | "pubsub";

/** Where Google's SDK keeps each emulator, under its `platform` folder. The versions in the names change. */
const JARS: Record<EmulatorName, string> = {
  firestore: "platform/cloud-firestore-emulator/cloud-firestore-emulator*.jar",
  pubsub: "platform/pubsub-emulator/lib/cloud-pubsub-emulator*-all.jar",
};

/** The emulators that are installed here, by the path of their jar. */
export function findEmulators(env: NodeJS.ProcessEnv = process.env): Partial<Record<EmulatorName, string>> {
  const found: Partial<Record<EmulatorName, string>> = {};
  for (const name of ["firestore", "pubsub"] as const) {
    for (const folder of sdkFolders(env)) {
      const jar = globSync(JARS[name], { cwd: folder }).sort().at(-1);
      if (jar === undefined) continue;
      found[name] = join(folder, jar);
      break;
    }
  }
  return found;
}

/** Java, as a program that can be started; undefined if there is none. */
export function findJava(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const ofHome = env.JAVA_HOME && join(env.JAVA_HOME, "bin", "java");
  return ofHome && isProgram(ofHome) ? ofHome : onPath("java", env);
}

/** Where the SDK may be: as told, beside the `gcloud` that is on the path, and where its installers put it. */
function sdkFolders(env: NodeJS.ProcessEnv): string[] {
  const gcloud = onPath("gcloud", env);
  const home = homedir();
  return [
    ...(env.CLOUDSDK_ROOT_DIR ? [env.CLOUDSDK_ROOT_DIR] : []),
    ...(gcloud ? [dirname(dirname(realpathSync(gcloud)))] : []),
    join(home, "google-cloud-sdk"),
    "/usr/lib/google-cloud-sdk",
    "/usr/lib64/google-cloud-sdk",
    "/usr/share/google-cloud-sdk",
    "/usr/local/google-cloud-sdk",
    "/opt/google-cloud-sdk",
    "/opt/google-cloud-cli",
    "/snap/google-cloud-cli/current",
    "/snap/google-cloud-sdk/current",
    "/opt/homebrew/share/google-cloud-sdk",
    "/usr/local/share/google-cloud-sdk",
    "/usr/local/Caskroom/google-cloud-sdk/latest/google-cloud-sdk",
    "/opt/homebrew/Caskroom/google-cloud-sdk/latest/google-cloud-sdk",
  ];
}

function onPath(program: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
