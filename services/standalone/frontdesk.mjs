// What `pnpm frontdesk` starts.
import "./node-guard.mjs";

await import("../approval/cli/main.ts");
