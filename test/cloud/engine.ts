import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Empty, engine, engineGrpc, RUNNER, resource, resourceGrpc } from "./protocol.ts";
import type { Provider } from "./provider-client.ts";
import { answer, fromStruct, listen, secretsIn, toStruct, type Values } from "./wire.ts";

export type Op = "create" | "update" | "replace" | "delete" | "same";
export type Step = { op: Op; type: string; name: string; urn: string };
type Kept = {
  urn: string;
  type: string;
  name: string;
  id: string;
  inputs: Values;
  outputs: Values;
  protect: boolean;
};
export type Stack = { kept: Map<string, Kept> };
export type Ran = {
  steps: Step[];
  outputs: Values;
  logs: string[];
  /** Which inputs were marked as secret, and what each waited for, by name; by the URN of the resource. */
  secrets: { [urn: string]: string[] };
  waitedFor: { [urn: string]: string[] };
};

const PROJECT = "frontdesk";
const INFRA = fileURLToPath(new URL("../../infra/", import.meta.url));
const ERROR = 3;
const PATIENCE = 60_000;

export type Running = {
  stack: Stack;
  stackName: string;
  config: { [key: string]: string };
  provider: Provider;
};

/**
 * As much of Pulumi's engine as a program can tell: it is run by Pulumi's own language runner, unchanged, and what it
 * asks for is compared with what there is, made, changed, and what it no longer asks for taken away, last made first.
 */
export async function runProgram(running: Running, { preview }: { preview: boolean }): Promise<Ran> {
  const { stack, provider, stackName } = running;
  const ran: Ran = { steps: [], outputs: {}, logs: [], secrets: {}, waitedFor: {} };
  const wanted = new Set<string>();
  const replaced: Kept[] = [];
  const urnOf = (type: string, name: string) => `urn:pulumi:${stackName}::${PROJECT}::${type}::${name}`;

  const register = async (asked: InstanceType<typeof resource.RegisterResourceRequest>) => {
    const [type, name] = [asked.getType(), asked.getName()];
    const urn = urnOf(type, name);
    const response = new resource.RegisterResourceResponse().setUrn(urn);
    if (!asked.getCustom()) return response.setObject(toStruct({}));
    if (wanted.has(urn)) throw new Error(`${urn} is asked for twice`);
    wanted.add(urn);
    ran.secrets[urn] = secretsIn(asked.getObject());
    ran.waitedFor[urn] = asked.getDependenciesList().map((one) => one.split("::").at(-1) ?? one);
    const before = stack.kept.get(urn);
    const ignored = asked.getIgnorechangesList();
    const inputs = await provider.check({ urn, type, name, news: fromStruct(asked.getObject()) });
    const kept: Kept = { urn, type, name, id: "", inputs, outputs: inputs, protect: asked.getProtect() === true };
    const said = (op: Op, { id, outputs }: Pick<Kept, "id" | "outputs">) => {
      ran.steps.push({ op, type, name, urn });
      if (!preview) {
        // To the end: everything is registered after what it needs, and goes in the other direction.
        stack.kept.delete(urn);
        stack.kept.set(urn, { ...kept, id, outputs });
      }
      return response.setId(id).setObject(toStruct(outputs));
    };
    if (before === undefined) return said("create", await provider.create({ urn, type, name, inputs, preview }));
    const { changes, replaces } = await provider.diff({ ...before, news: inputs, ignored });
    if (!changes) return said("same", before);
    if (!replaces) return said("update", await provider.update({ ...before, news: inputs, preview, ignored }));
    if (before.protect && !preview) throw new Error(`${urn} is protected, and would be replaced`);
    if (asked.getDeletebeforereplace()) await take(before, true);
    else replaced.push(before);
    return said("replace", await provider.create({ urn, type, name, inputs, preview }));
  };

  const take = async (one: Kept, forReplacement = false) => {
    if (!forReplacement) ran.steps.push({ op: "delete", type: one.type, name: one.name, urn: one.urn });
    if (preview) return;
    if (one.protect && !forReplacement) throw new Error(`${one.urn} is protected`);
    await provider.delete(one);
    if (!forReplacement) stack.kept.delete(one.urn);
  };

  const server = await listen([
    [
      resourceGrpc.ResourceMonitorService as never,
      {
        supportsFeature: answer((asked: InstanceType<typeof resource.SupportsFeatureRequest>) =>
          new resource.SupportsFeatureResponse().setHassupport(asked.getId() === "secrets"),
        ),
        registerResource: answer(register),
        registerResourceOutputs: answer((asked: InstanceType<typeof resource.RegisterResourceOutputsRequest>) => {
          ran.outputs = fromStruct(asked.getOutputs());
          return new Empty();
        }),
        invoke: answer(async (asked: InstanceType<typeof resource.ResourceInvokeRequest>) =>
          new resource.ResourceInvokeResponse().setReturn(
            toStruct(await provider.invoke(asked.getTok(), fromStruct(asked.getArgs()))),
          ),
        ),
        signalAndWaitForShutdown: answer(() => new Empty()),
      },
    ],
    [
      engineGrpc.EngineService as never,
      {
        log: answer((line: InstanceType<typeof engine.LogRequest>) => {
          if (line.getSeverity() === ERROR) ran.logs.push(line.getMessage());
          return new Empty();
        }),
        getRootResource: answer(() => new engine.GetRootResourceResponse()),
        setRootResource: answer(() => new engine.SetRootResourceResponse()),
        requirePulumiVersion: answer(() => new engine.RequirePulumiVersionResponse()),
      },
    ],
  ]);
  try {
    await runnerEnds(running, preview, server.address, ran.logs);
    for (const one of replaced.toReversed()) await take(one, true);
    const gone = [...stack.kept.values()].filter(({ urn }) => !wanted.has(urn));
    for (const one of gone.toReversed()) await take(one);
    return ran;
  } finally {
    server.close();
  }
}

/** Last made first. What is protected stays, with all that it was made after; without `exceptProtected` nothing goes. */
export async function destroy(
  { stack, provider }: Running,
  { exceptProtected = false }: { exceptProtected?: boolean } = {},
): Promise<Step[]> {
  const all = [...stack.kept.values()].toReversed();
  const isProtected = all.filter(({ protect }) => protect);
  if (isProtected.length > 0 && !exceptProtected)
    throw new Error(`protected: ${isProtected.map(({ name }) => name).join(", ")}`);
  const steps: Step[] = [];
  for (const one of all) {
    if (one.protect) continue;
    try {
      await provider.delete(one);
    } catch (error) {
      // What is protected stands on some of it.
      if (exceptProtected && /is used by/.test(String(error))) continue;
      throw error;
    }
    stack.kept.delete(one.urn);
    steps.push({ op: "delete", type: one.type, name: one.name, urn: one.urn });
  }
  return steps;
}

async function runnerEnds({ config, stackName }: Running, preview: boolean, address: string, logs: string[]) {
  const { main, typescript } = projectFile();
  const secretKeys = Object.keys(config).filter((key) => /secret|key/i.test(key));
  const child = spawn(
    process.execPath,
    [
      // The runner looks up where each resource was made, for messages; that alone takes a third of the time.
      "--stack-trace-limit=0",
      ...[RUNNER, "--monitor", address, "--engine", address, "--project", PROJECT, "--stack", stackName],
      ...["--organization", "organization", "--pwd", INFRA, "--root-directory", INFRA, "--parallel", "16"],
      ...(preview ? ["--dry-run"] : []),
      main,
    ],
    {
      ...{ stdio: ["ignore", "pipe", "pipe"], timeout: PATIENCE, killSignal: "SIGKILL" },
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: join(tmpdir(), "frontdesk-compile-cache"),
        PULUMI_NODEJS_TYPESCRIPT: String(typescript),
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
      },
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => {
      said += bytes;
    });
  }
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the program failed (${code}):\n${logs.join("\n")}\n${said}`);
}

/** What Pulumi.yaml says of how to run the program. */
function projectFile(): { main: string; typescript: boolean } {
  const text = readFileSync(`${INFRA}Pulumi.yaml`, "utf8");
  const main = /^main: (\S+)$/m.exec(text)?.[1];
  if (main === undefined) throw new Error("Pulumi.yaml names no main");
  return { main, typescript: !/^ +typescript: false$/m.test(text) };
}
