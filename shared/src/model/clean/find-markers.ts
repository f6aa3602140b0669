import type { Edit } from "./edit.ts";
import { removal } from "./removed.ts";

const MARKER = /<!--\s{0,20}frontdesk:[^>\n]{0,400}>?/gi;

/** Markers of ours, pasted: anywhere, code included, since comments are found by their bytes. */
export function findMarkers(source: string): Edit[] {
  return [...source.matchAll(MARKER)].map(({ 0: marker, index }) => ({
    start: index,
    end: index + marker.length,
    text: "(marker)",
    removed: removal("marker", marker),
  }));
}
