/** Something that a project does, by which its documents and its issues are written. */
export type Topic = {
  name: string;
  does: string;
  setting: string;
  value: string;
  command: string;
  code: string;
};

export type Project = {
  owner: string;
  name: string;
  tool: string;
  about: string;
  /** How many tasks of the mix are its own. */
  tasks: number;
  /** Whether bugs are reported in a form. */
  hasForm: boolean;
  topics: Topic[];
};

const topics = (rows: [string, string, string, string, string, string][]): Topic[] =>
  rows.map(([name, does, setting, value, command, code]) => ({ name, does, setting, value, command, code }));

/** Five projects: large and small, busy and quiet, with forms and without. */
export const PROJECTS: Project[] = [
  {
    ...{ owner: "northwind", name: "holdfast", tool: "holdfast", tasks: 80, hasForm: true },
    about: "A backup program for servers and laptops: snapshots that are encrypted, deduplicated and checked",
    topics: topics([
      ["retention", "decides which snapshots are kept and which are forgotten", "keep_daily", "14", "prune", "HF104"],
      ["encryption", "seals every chunk with a key that never leaves the machine", "cipher", "aes-gcm", "key", "HF117"],
      ["deduplication", "stores a chunk that many files share only once", "chunk_size", "1MiB", "stats", "HF121"],
      ["scheduling", "starts snapshots at times that you choose", "schedule", "0 2 * * *", "schedule", "HF130"],
      ["restoring", "writes files of a snapshot back to a disk", "restore_owner", "true", "restore", "HF142"],
      ["exclusion", "leaves files out of a snapshot by pattern", "exclude", "*.tmp", "exclude", "HF155"],
      ["bandwidth", "limits how fast chunks are sent to the store", "max_rate", "20MB", "rate", "HF163"],
      ["locking", "keeps two processes from changing one repository at once", "lock_timeout", "5m", "unlock", "HF171"],
      ["verification", "reads chunks back and compares their checksums", "verify_share", "0.05", "check", "HF180"],
      ["mounting", "shows a snapshot as a read-only file system", "mount_cache", "256MB", "mount", "HF188"],
      ["compression", "makes chunks smaller before they are sealed", "compression", "zstd:3", "recompress", "HF193"],
      ["notifications", "tells you by mail or webhook how a snapshot ended", "notify", "failure", "notify", "HF201"],
      ["hooks", "runs commands of yours before and after a snapshot", "hook_timeout", "10m", "hooks", "HF214"],
      ["replication", "copies a repository to a second store", "replica_lag", "1h", "replicate", "HF222"],
      [
        "indexing",
        "remembers which chunk lies where, so that lookups are fast",
        "index_memory",
        "512MB",
        "index",
        "HF235",
      ],
      ["migration", "moves a repository to a newer format", "format", "3", "migrate", "HF247"],
      ["tagging", "puts names on snapshots by which they are found again", "tags", "host", "tag", "HF251"],
      ["quotas", "stops a repository from growing beyond a size", "max_size", "2TB", "quota", "HF266"],
      ["throttling", "pauses snapshots while the machine is busy", "load_limit", "4.0", "throttle", "HF272"],
      [
        "monitoring",
        "exports counters that a monitoring system can scrape",
        "metrics_port",
        "9464",
        "metrics",
        "HF288",
      ],
    ]),
  },
  {
    ...{ owner: "lattice-labs", name: "waypost", tool: "waypost", tasks: 60, hasForm: true },
    about: "A reverse proxy for small teams: certificates, routes and health checks from one file",
    topics: topics([
      ["routing", "sends a request to a service by host and path", "routes", "[]", "routes", "WP4001"],
      [
        "certificates",
        "gets certificates and renews them before they run out",
        "acme_contact",
        "none",
        "certs",
        "WP4012",
      ],
      [
        "health checks",
        "takes a service out of rotation that does not answer",
        "health_interval",
        "10s",
        "health",
        "WP4023",
      ],
      [
        "load balancing",
        "spreads requests over the instances of a service",
        "balance",
        "least-busy",
        "upstreams",
        "WP4031",
      ],
      ["retries", "asks another instance when one fails", "retry_budget", "0.2", "retries", "WP4044"],
      ["timeouts", "gives up on a service that takes too long", "response_timeout", "30s", "timeouts", "WP4052"],
      ["rate limits", "turns clients away that ask too often", "rate_per_client", "50/s", "limits", "WP4060"],
      ["access logs", "writes a line for every request", "access_log", "json", "tail", "WP4071"],
      ["headers", "adds, changes and removes headers on the way", "forwarded", "append", "headers", "WP4083"],
      ["websockets", "keeps long connections open through a reload", "idle_timeout", "15m", "sockets", "WP4095"],
      [
        "reloading",
        "takes a changed file into use without dropping a connection",
        "drain_time",
        "20s",
        "reload",
        "WP4102",
      ],
      ["authentication", "asks an identity provider who somebody is", "auth_cookie", "wp_session", "auth", "WP4118"],
      ["compression", "makes answers smaller for clients that allow it", "encode", "br,gzip", "encode", "WP4126"],
      ["static files", "serves a folder without any service behind it", "root", "/srv/www", "files", "WP4137"],
      ["tracing", "passes trace headers on and reports spans", "trace_sample", "0.01", "trace", "WP4149"],
      ["plugins", "runs WebAssembly modules on requests", "plugin_memory", "16MB", "plugins", "WP4158"],
    ]),
  },
  {
    ...{ owner: "tidewater", name: "framekit", tool: "framekit", tasks: 40, hasForm: false },
    about: "A Python library for tables that don't fit into memory: read, join, group and write them in pieces",
    topics: topics([
      ["reading CSV", "reads files in pieces and guesses the types of columns", "sample_rows", "1000", "scan", "FK-11"],
      ["Parquet", "reads and writes columnar files with their statistics", "row_group", "64MB", "parquet", "FK-14"],
      ["joins", "brings two tables together by key, on disk if it must", "join_memory", "1GB", "explain", "FK-21"],
      ["grouping", "computes sums and counts for every group", "group_spill", "auto", "group", "FK-24"],
      ["types", "says what a column holds, and what can't be in it", "on_overflow", "error", "types", "FK-30"],
      ["missing values", "tells nothing from zero and from an empty text", "null_text", "NA", "nulls", "FK-33"],
      ["time zones", "keeps instants apart from local times", "default_zone", "UTC", "zones", "FK-41"],
      ["sorting", "orders a table that is larger than memory", "sort_files", "128", "sort", "FK-45"],
      ["parallelism", "uses as many cores as it is given", "workers", "cores-1", "workers", "FK-52"],
      ["plans", "shows what a query will do before it does it", "plan_depth", "6", "plan", "FK-57"],
      ["object stores", "reads from buckets as from folders", "range_size", "8MB", "store", "FK-63"],
      ["user functions", "calls Python functions on pieces of a column", "udf_batch", "4096", "udf", "FK-68"],
      ["exporting", "hands tables over to pandas, Arrow and SQL", "export_limit", "5GB", "export", "FK-74"],
      ["progress", "shows how far a query has come", "progress", "tty", "watch", "FK-79"],
    ]),
  },
  {
    ...{ owner: "quietmail", name: "driftsync", tool: "driftsync", tasks: 40, hasForm: true },
    about: "Keeps folders the same on phones, laptops and servers, without a server in the middle",
    topics: topics([
      ["pairing", "makes two devices know each other", "pair_timeout", "2m", "pair", "DS-E01"],
      [
        "conflicts",
        "keeps both versions when two people change one file",
        "conflict_name",
        "device",
        "conflicts",
        "DS-E07",
      ],
      ["versions", "keeps old versions of files for a while", "keep_versions", "30d", "versions", "DS-E12"],
      ["ignoring", "leaves files alone that match a pattern", "ignore_file", ".driftignore", "ignore", "DS-E15"],
      ["discovery", "finds devices in the local network and beyond", "discovery", "local+relay", "discover", "DS-E22"],
      [
        "relays",
        "passes encrypted data on between devices that can't reach each other",
        "relay",
        "auto",
        "relay",
        "DS-E26",
      ],
      ["battery", "waits with large files until a phone is charging", "battery_floor", "30%", "power", "DS-E31"],
      [
        "permissions",
        "carries owners and modes over where both sides have them",
        "sync_modes",
        "true",
        "modes",
        "DS-E38",
      ],
      ["renames", "moves files instead of sending them again", "rename_window", "10s", "renames", "DS-E44"],
      ["selective sync", "brings only chosen folders to a device", "selection", "all", "select", "DS-E49"],
    ]),
  },
  {
    ...{ owner: "copperline", name: "shiplog", tool: "shiplog", tasks: 20, hasForm: false },
    about: "Writes release notes and changelogs from merged pull requests",
    topics: topics([
      ["templates", "decide how a release note looks", "template", "default.hbs", "render", "SL301"],
      ["labels", "sort pull requests into sections", "section_labels", "{}", "labels", "SL306"],
      ["versioning", "chooses the next version from what was merged", "bump", "auto", "next", "SL312"],
      ["monorepos", "keeps a changelog for each package", "packages", "packages/*", "packages", "SL319"],
      ["authors", "thanks those who contributed", "credit", "handles", "authors", "SL324"],
      ["publishing", "creates the release and its tag", "draft_release", "true", "publish", "SL330"],
      ["backfilling", "writes notes for releases of the past", "backfill_from", "none", "backfill", "SL337"],
      ["linting", "refuses pull requests without a usable title", "title_rule", "imperative", "lint", "SL342"],
    ]),
  },
];
