import * as grpc from "@grpc/grpc-js";
import { provider as pb, providerGrpc } from "./protocol.ts";
import { ask, type Call, fromStruct, toStruct, type Values } from "./wire.ts";

type Named = { urn: string; type: string; name: string };
type Existing = Named & { id: string; inputs: Values; outputs: Values };
type Made = { id: string; outputs: Values };

/** A provider as an engine talks to one: over gRPC, as to Google's. */
export type Provider = {
  /** Rejects where the provider says that these can't be the inputs. */
  check(asked: Named & { news: Values }): Promise<Values>;
  diff(asked: Existing & { news: Values; ignored: string[] }): Promise<{ changes: boolean; replaces: boolean }>;
  create(asked: Named & { inputs: Values; preview: boolean }): Promise<Made>;
  update(asked: Existing & { news: Values; preview: boolean; ignored: string[] }): Promise<Made>;
  delete(asked: Existing): Promise<void>;
  invoke(token: string, given: Values): Promise<Values>;
  close(): void;
};

/** A message of Pulumi's, by its class. */
type Of<C extends keyof typeof pb> = (typeof pb)[C] extends new () => infer M ? M : never;

type Client = {
  configure: Call<Of<"ConfigureRequest">, Of<"ConfigureResponse">>;
  check: Call<Of<"CheckRequest">, Of<"CheckResponse">>;
  diff: Call<Of<"DiffRequest">, Of<"DiffResponse">>;
  create: Call<Of<"CreateRequest">, Of<"CreateResponse">>;
  update: Call<Of<"UpdateRequest">, Of<"UpdateResponse">>;
  delete: Call<Of<"DeleteRequest">, unknown>;
  invoke: Call<Of<"InvokeRequest">, Of<"InvokeResponse">>;
  close(): void;
};

export async function connectProvider(address: string): Promise<Provider> {
  const client = new providerGrpc.ResourceProviderClient(
    address,
    grpc.credentials.createInsecure(),
  ) as unknown as Client;
  await ask(client.configure.bind(client), new pb.ConfigureRequest().setAcceptsecrets(false).setSendsOldInputs(true));
  return {
    async check({ urn, type, name, news }) {
      const asked = new pb.CheckRequest().setUrn(urn).setType(type).setName(name).setNews(toStruct(news));
      const said = await ask(client.check.bind(client), asked);
      const failures = said.getFailuresList().map((one) => `${urn}: ${one.getProperty()}: ${one.getReason()}`);
      if (failures.length > 0) throw new Error(failures.join("\n"));
      return fromStruct(said.getInputs());
    },
    async diff({ urn, type, name, id, inputs, outputs, news, ignored }) {
      const asked = new pb.DiffRequest()
        .setUrn(urn)
        .setType(type)
        .setName(name)
        .setId(id)
        .setIgnorechangesList(ignored);
      asked.setOlds(toStruct(outputs)).setOldInputs(toStruct(inputs)).setNews(toStruct(news));
      const said = await ask(client.diff.bind(client), asked);
      const changes = said.getChanges() === pb.DiffResponse.DiffChanges.DIFF_SOME;
      return { changes, replaces: said.getReplacesList().length > 0 };
    },
    async create({ urn, type, name, inputs, preview }) {
      const asked = new pb.CreateRequest().setUrn(urn).setType(type).setName(name);
      const said = await ask(client.create.bind(client), asked.setProperties(toStruct(inputs)).setPreview(preview));
      return { id: said.getId(), outputs: fromStruct(said.getProperties()) };
    },
    async update({ urn, type, name, id, inputs, outputs, news, preview, ignored }) {
      const asked = new pb.UpdateRequest().setUrn(urn).setType(type).setName(name).setId(id).setPreview(preview);
      asked.setOlds(toStruct(outputs)).setOldInputs(toStruct(inputs)).setNews(toStruct(news));
      const said = await ask(client.update.bind(client), asked.setIgnorechangesList(ignored));
      return { id, outputs: fromStruct(said.getProperties()) };
    },
    async delete({ urn, type, name, id, inputs, outputs }) {
      const asked = new pb.DeleteRequest().setUrn(urn).setType(type).setName(name).setId(id);
      await ask(client.delete.bind(client), asked.setProperties(toStruct(outputs)).setOldInputs(toStruct(inputs)));
    },
    async invoke(token, given) {
      const said = await ask(client.invoke.bind(client), new pb.InvokeRequest().setTok(token).setArgs(toStruct(given)));
      return fromStruct(said.getReturn());
    },
    close: () => client.close(),
  };
}
