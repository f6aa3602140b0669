import { type CompositeIndex, INDEXES, TTL_FIELDS, UNINDEXED_FIELDS } from "@frontdesk/shared/adapters/gcp/indexes";
import * as gcp from "@pulumi/gcp";
import type { Apis } from "./apis.ts";
import type { Settings } from "./settings.ts";

const DAY = 24 * 60 * 60;

/** Where everything is kept: the database, what its queries need, what expires, and its backups. */
export function createDatabase({ name, region, keepData, backupDays }: Settings, apis: Apis): gcp.firestore.Database {
  const database = new gcp.firestore.Database(
    "database",
    {
      ...{ name, locationId: region, type: "FIRESTORE_NATIVE" },
      deleteProtectionState: keepData ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED",
      deletionPolicy: keepData ? "ABANDON" : "DELETE",
      // Any moment of the last seven days can be read again.
      pointInTimeRecoveryEnablement: "POINT_IN_TIME_RECOVERY_ENABLED",
    },
    { dependsOn: [apis.firestore], protect: keepData },
  );
  for (const index of INDEXES) {
    new gcp.firestore.Index(`index-${keyOf(index)}`, {
      ...{ database: database.name, collection: index.collection },
      queryScope: index.scope === "group" ? "COLLECTION_GROUP" : "COLLECTION",
      fields: index.fields.map(([fieldPath, direction]) => ({
        ...{ fieldPath, order: direction === "asc" ? "ASCENDING" : "DESCENDING" },
      })),
    });
  }
  for (const { collection, field } of UNINDEXED_FIELDS) {
    const expires = TTL_FIELDS.some((one) => one.collection === collection && one.field === field);
    new gcp.firestore.Field(
      `field-${collection}-${field}`,
      {
        ...{ database: database.name, collection, field },
        // Empty is none at all: the indexes that Firestore makes by itself are taken away.
        indexConfig: {},
        ...(expires && { ttlConfig: {} }),
      },
      // Data that stays goes on expiring, and being backed up.
      { protect: keepData && expires },
    );
  }
  new gcp.firestore.BackupSchedule(
    "backups",
    { database: database.name, dailyRecurrence: {}, retention: `${backupDays * DAY}s` },
    { protect: keepData },
  );
  return database;
}

function keyOf({ collection, fields }: CompositeIndex): string {
  return [collection, ...fields.map(([field]) => field.replaceAll(".", "-"))].join("-");
}
