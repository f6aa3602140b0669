import { isDeepStrictEqual } from "node:util";
import type { Google } from "./google.ts";
import { Empty, provider as pb, providerGrpc } from "./protocol.ts";
import { answer, fromStruct, hasUnknown, type Listening, listen, toStruct, type Values } from "./wire.ts";

/**
 * Google's provider as Pulumi's engine sees it, in front of a Google Cloud of ours. The real engine can be told to talk to
 * it, too: PULUMI_DEBUG_PROVIDERS=gcp:PORT.
 */
export function startProvider(google: Google): Promise<Listening> {
  return listen([
    [
      providerGrpc.ResourceProviderService as never,
      {
        checkConfig: answer((asked: InstanceType<typeof pb.CheckRequest>) =>
          new pb.CheckResponse().setInputs(asked.getNews()),
        ),
        diffConfig: answer(() => new pb.DiffResponse()),
        configure: answer(() => new pb.ConfigureResponse().setSupportspreview(true)),
        check: answer((asked: InstanceType<typeof pb.CheckRequest>) => {
          const problems = google.problemsWith(asked.getType(), fromStruct(asked.getNews()));
          const failures = problems.map((why) => new pb.CheckFailure().setProperty(asked.getName()).setReason(why));
          return new pb.CheckResponse().setInputs(asked.getNews()).setFailuresList(failures);
        }),
        diff: answer((asked: InstanceType<typeof pb.DiffRequest>) => {
          const [olds, news] = [fromStruct(asked.getOldInputs()), fromStruct(asked.getNews())];
          const changed = changes(olds, news, asked.getIgnorechangesList());
          const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
          const replaces = changed.filter((name) => google.replacesOn(asked.getType()).includes(name));
          return new pb.DiffResponse()
            .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
            .setDiffsList(changed)
            .setReplacesList(replaces);
        }),
        create: answer(async (asked: InstanceType<typeof pb.CreateRequest>) => {
          const inputs = fromStruct(asked.getProperties());
          // What is only known later, the program is not told: it goes on with unknowns.
          if (asked.getPreview()) return new pb.CreateResponse().setProperties(toStruct(inputs));
          if (hasUnknown(inputs)) throw new Error(`${asked.getUrn()} is made with something that nobody knows`);
          const { id, outputs } = await google.create(asked.getType(), inputs);
          return new pb.CreateResponse().setId(id).setProperties(toStruct(outputs));
        }),
        update: answer(async (asked: InstanceType<typeof pb.UpdateRequest>) => {
          const inputs = fromStruct(asked.getNews());
          if (asked.getPreview())
            return new pb.UpdateResponse().setProperties(toStruct({ ...fromStruct(asked.getOlds()), ...inputs }));
          const outputs = await google.update(asked.getType(), asked.getId(), inputs);
          return new pb.UpdateResponse().setProperties(toStruct(outputs));
        }),
        delete: answer(async (asked: InstanceType<typeof pb.DeleteRequest>) => {
          await google.delete(asked.getType(), asked.getId());
          return new Empty();
        }),
        invoke: answer((asked: InstanceType<typeof pb.InvokeRequest>) =>
          new pb.InvokeResponse().setReturn(toStruct(google.look(asked.getTok(), fromStruct(asked.getArgs())))),
        ),
        getPluginInfo: answer(() => new Empty()),
        cancel: answer(() => new Empty()),
      },
    ],
  ]);
}

function changes(olds: Values, news: Values, ignored: string[]): string[] {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...names].filter((name) => !ignored.includes(name) && !isDeepStrictEqual(olds[name], news[name]));
}
