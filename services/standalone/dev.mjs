// What `pnpm dev` starts.
import "./node-guard.mjs";

await import("./src/dev.ts");
