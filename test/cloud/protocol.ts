import { createRequire } from "node:module";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";

// Pulumi's own wire, as its SDK for Node brings it along: all that an engine, a provider and a program say to each other.

const sdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));

/** Messages are known by their class, so it has to be the very library that the SDK has. */
export const { Empty } = sdk("google-protobuf/google/protobuf/empty_pb.js");
export const { Struct } = sdk("google-protobuf/google/protobuf/struct_pb.js");

/** The SDK's language runner: what `pulumi up` runs a program with. */
export const RUNNER = sdk.resolve("./cmd/run/index.js");

export { engine, engineGrpc, provider, providerGrpc, resource, resourceGrpc };
