import * as gcp from "@pulumi/gcp";
import { interpolate, type Resource } from "@pulumi/pulumi";
import { type Accounts, memberOf } from "./accounts.ts";
import { type Part, ROLES, type Role } from "./parts.ts";
import type { Settings } from "./settings.ts";

/**
 * What services may do in the project itself: read and write this one database, and, for those that ask models, ask them.
 * To write a log takes no right on Cloud Run.
 */
export function grantRights(
  parts: { [R in Role]: Part },
  { settings, accounts, database }: { settings: Settings; accounts: Accounts; database: gcp.firestore.Database },
): Resource[] {
  const { project } = settings;
  return ROLES.flatMap((role) => {
    const member = memberOf(accounts[role]);
    const keeps = new gcp.projects.IAMMember(`${role}-keeps-tasks`, {
      ...{ project, role: "roles/datastore.user", member },
      condition: {
        title: "this database alone",
        expression: interpolate`resource.name == "projects/${project}/databases/${database.name}"`,
      },
    });
    if (!parts[role].asksModels) return [keeps];
    const asks = new gcp.projects.IAMMember(`${role}-asks-models`, { project, role: "roles/aiplatform.user", member });
    return [keeps, asks];
  });
}
