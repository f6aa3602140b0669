import { createHmac, timingSafeEqual } from "node:crypto";
import { SECRET } from "../deliveries.ts";

export function isSigned(body: Buffer, signature: unknown): boolean {
  const expected = Buffer.from(`sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`);
  const given = Buffer.from(String(signature));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
