import { sweepDeliveries } from "@frontdesk/approval/desk/sweep-deliveries";
import { DAY, MINUTE } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import type { Delivery, WebhookDeliveries } from "@frontdesk/shared/ports/code-host";
import type { Fields } from "@frontdesk/shared/telemetry/log";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { openModel } from "../contract/model-backend.ts";

type DeliveriesOptions = {
  /** How late GitHub lists what it delivered. */
  lag?: number;
  /** How far our clock is ahead of GitHub's. */
  ahead?: number;
};

/** A receiver of webhooks, GitHub that sends them and remembers for three days how that went, and the sweep. */
export async function startDeliveries({ lag = 0, ahead = 0 }: DeliveriesOptions = {}) {
  const clock = { now: new Date("2026-03-02T09:00:00Z") };
  const now = () => after(clock.now, ahead);
  const { values } = await openModel({ now });
  const all: (Delivery & { app: number })[] = [];
  const attempts = new Map<string, number>();
  const arrived = new Set<string>();
  const alerts: string[] = [];
  const log = {
    ...silentLog,
    alert: (message: string, fields: Fields = {}) => void alerts.push(`${message}: ${fields.delivery}`),
  };
  let places = 0;
  const it = {
    alerts,
    answer: (_guid: string): number => 202,
    isReachable: true,
    /** Called before each redelivery. */
    beforeRedelivery: () => {},
    /** Which App's webhooks are sent, and which App sweeps. */
    app: 1,
    /** From now on GitHub doesn't take the places where pages ended before. */
    forgetPlaces: () => {
      places += 1;
    },
    pages: 0,
    asked: 0,
    pass: (milliseconds: number) => {
      clock.now = after(clock.now, milliseconds);
    },
    /** GitHub delivers something, once. */
    send(guid: string) {
      const status = it.answer(guid);
      const before = attempts.get(guid) ?? 0;
      attempts.set(guid, before + 1);
      if (status === 202) arrived.add(guid);
      all.unshift({
        ...{ id: String(all.length + 1), guid, redelivery: before > 0 },
        ...{ at: clock.now, status, event: "issues", app: it.app },
      });
    },
    /** It fails, and thousands after it arrive: it stands where no one sweep comes to. */
    sendFarBack(guid: string) {
      it.answer = () => 503;
      it.send(guid);
      it.answer = () => 202;
      for (let n = 0; n < 4_500; n++) it.send(`other-${n}`);
    },
    sweep: async () => (await sweepDeliveries(deps, new AbortController().signal)).redelivered,
    /** A sweep a minute. */
    async sweepFor(minutes: number) {
      for (let minute = 0; minute < minutes; minute++) {
        await it.sweep();
        it.pass(MINUTE);
      }
    },
    attempts: (guid: string) => attempts.get(guid) ?? 0,
    arrived,
  };
  const isKept = ({ at }: Delivery) => at > after(clock.now, -3 * DAY);
  /** Ids count up from 1, and `all` begins with the newest. */
  const indexOf = (id: string) => all.length - Number(id);
  const deliveries: WebhookDeliveries = {
    get appId() {
      return it.app;
    },
    async page(cursor) {
      if (!it.isReachable) throw new Error("GitHub is down");
      const [last, since] = cursor?.split(" since ") ?? [];
      if (since !== undefined && Number(since) !== places) throw new Error("GitHub answered with 422: Invalid cursor");
      it.pages += 1;
      const [page, newest] = [[] as Delivery[], after(clock.now, -lag)];
      for (let index = last === undefined ? 0 : indexOf(last) + 1; index < all.length; index++) {
        const one = all[index] as (typeof all)[number];
        if (!isKept(one)) break;
        if (page.length === 100) return { deliveries: page, next: `${page.at(-1)?.id} since ${places}` };
        if (one.app === it.app && one.at <= newest) page.push(one);
      }
      return { deliveries: page };
    },
    async redeliver(id) {
      it.beforeRedelivery();
      it.asked += 1;
      const delivery = all[indexOf(id)];
      const isKnown = delivery !== undefined && isKept(delivery);
      if (isKnown) it.send(delivery.guid);
      return isKnown;
    },
  };
  const deps = { deliveries, values, log, now };
  return it;
}
