import { LARGEST_RAW_BODY } from "./limits.ts";

/** Why a delivery is not kept that has so many bytes, and compressed so many; undefined if it is. */
export function whyLeftOut(bytes: number, compressedBytes: number): string | undefined {
  return compressedBytes > LARGEST_RAW_BODY ? `${compressedBytes} bytes compressed, of ${bytes}` : undefined;
}
