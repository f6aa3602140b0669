import { fileURLToPath } from "node:url";
import * as docker from "@pulumi/docker-build";
import * as gcp from "@pulumi/gcp";
import { type Input, interpolate, type Output } from "@pulumi/pulumi";
import type { Apis } from "./apis.ts";
import type { Image } from "./parts.ts";
import type { Settings } from "./settings.ts";

const IMAGES: readonly Image[] = ["ingest", "triage", "respond", "approval"];
const FOLDER = fileURLToPath(new URL("..", import.meta.url));

const DAY = 24 * 60 * 60;
/** A release that CI pushed is up to three: its index, the image, and where it came from. */
const KEPT_VERSIONS = 30;
const UNTAGGED_GO_AFTER = `${7 * DAY}s`;

export type Images = { registry: Output<string>; by: { [I in Image]: Input<string> } };

/** The registry, and each image by its digest: the same tag with another content would not be deployed. */
export function createImages({ name, project, region, images, build }: Settings, apis: Apis): Images {
  const repository = new gcp.artifactregistry.Repository(
    "images",
    {
      ...{ repositoryId: name, location: region, format: "DOCKER", description: "Frontdesk's services" },
      cleanupPolicies: [
        { id: "keep-the-newest", action: "KEEP", mostRecentVersions: { keepCount: KEPT_VERSIONS } },
        { id: "drop-the-rest", action: "DELETE", condition: { olderThan: UNTAGGED_GO_AFTER } },
      ],
    },
    { dependsOn: [apis.registry] },
  );
  const registry = interpolate`${region}-docker.pkg.dev/${project}/${repository.repositoryId}`;
  if (images) return { registry, by: images };
  if (!build) throw new Error("neither images nor build");
  const built = IMAGES.map((image) => [image, buildImage(image, registry).ref]);
  return { registry, by: Object.fromEntries(built) as Images["by"] };
}

/** From the bundles that `pnpm build` made. */
function buildImage(image: Image, registry: Output<string>): docker.Image {
  return new docker.Image(`image-${image}`, {
    context: { location: FOLDER },
    dockerfile: { location: `${FOLDER}Dockerfile` },
    buildArgs: { IMAGE: image },
    platforms: ["linux/amd64"],
    tags: [interpolate`${registry}/${image}:latest`],
    push: true,
    // What is not built yet can't be previewed, and a preview builds nothing.
    buildOnPreview: false,
  });
}
