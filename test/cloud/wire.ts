import * as grpc from "@grpc/grpc-js";
import { Struct } from "./protocol.ts";

export type Values = { [name: string]: unknown };

/** In Pulumi's place for what is only known when something was made. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

export type Message = {
  toJavaScript(): Values;
};

export function toStruct(values: Values) {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(values)));
}

/** What a message says, secrets as they are. */
export function fromStruct(message: Message | undefined): Values {
  return plain(message?.toJavaScript() ?? {}) as Values;
}

/** Which top-level values the program marked as secret, whole or in part. */
export function secretsIn(message: Message | undefined): string[] {
  return Object.entries(message?.toJavaScript() ?? {}).flatMap(([name, value]) =>
    JSON.stringify(value)?.includes(SECRET) ? [name] : [],
  );
}

export function hasUnknown(value: unknown): boolean {
  return JSON.stringify(value)?.includes(UNKNOWN) ?? false;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { [SIGNATURE]: signature, value: inner } = value as Values;
  if (signature === SECRET) return plain(inner);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}

type Handler<Asked, Said> = (asked: Asked) => Promise<Said> | Said;

/** An answer to one question. What is thrown is told to whoever asked. */
export function answer<Asked, Said>(handler: Handler<Asked, Said>): grpc.handleUnaryCall<Asked, Said> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(handler)
      .then(
        (said) => callback(null, said),
        (error: Error) => callback({ code: grpc.status.UNKNOWN, message: error.message }),
      );
  };
}

export type Listening = { address: string; close(): void };

/** On this machine alone. */
export async function listen(
  services: [grpc.ServiceDefinition, grpc.UntypedServiceImplementation][],
): Promise<Listening> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  for (const [definition, implementation] of services) server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

export type Call<Asked, Said> = (
  asked: Asked,
  callback: (error: grpc.ServiceError | null, said: Said) => void,
) => unknown;

/** Asks, and waits. */
export function ask<Asked, Said>(call: Call<Asked, Said>, asked: Asked): Promise<Said> {
  return new Promise((resolve, reject) => {
    call(asked, (error, said) => (error ? reject(new Error(error.details, { cause: error })) : resolve(said)));
  });
}
