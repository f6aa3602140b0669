// What `pnpm start` starts.
import "./node-guard.mjs";

await import("./src/main.ts");
