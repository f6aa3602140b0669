/** A server-sent event. Comments, which keep the line open, come as `ping`. */
export type ServerEvent = { event: string; data: string; id?: string };

/** Takes a stream's text as it comes, however it is cut, and gives back the events that are whole. */
export function createEventParser(): (chunk: string) => ServerEvent[] {
  let rest = "";
  let event = "";
  let data: string[] = [];
  let id: string | undefined;
  let hasNewId = false;
  return (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    const events: ServerEvent[] = [];
    for (const raw of lines) {
      const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
      if (line === "") {
        const isEmpty = data.length === 0 && event === "";
        // An id alone says up to where all was sent.
        if (!isEmpty)
          events.push({ event: event || "message", data: data.join("\n"), ...(id !== undefined && { id }) });
        else if (hasNewId && id !== undefined) events.push({ event: "ping", data: "", id });
        hasNewId = false;
        event = "";
        data = [];
        continue;
      }
      if (line.startsWith(":")) {
        events.push({ event: "ping", data: line.slice(1).trim() });
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") event = value;
      else if (field === "data") data.push(value);
      else if (field === "id") {
        id = value;
        hasNewId = true;
      }
    }
    return events;
  };
}
