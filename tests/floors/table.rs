//! The layers of every crate.

/// Modules of a crate from the lowest layer up: a module imports its own layer and lower ones.
pub(super) type Floors = &'static [&'static [&'static str]];

/// Declared layers. Every top-level module of such a crate has one.
pub(super) const FLOORS: &[(&str, Floors)] = &[
    (
        ".",
        &[
            &["messages"],
            &["region"],
            &["runtime"],
            &["generated"],
            &["credentials", "records_file"],
            &["client"],
            &["blocking", "fuzzing", "progenitor"],
        ],
    ),
    (
        "crates/runtime",
        &[
            &["locale", "percent", "quality", "message_files"],
            &["message", "messages", "list"],
            &["constraint"],
            &["date_time", "minute", "format", "typed"],
            &["validate", "sequence"],
            &["json_schema", "time_range"],
            &["parameter"],
            &["multipart"],
            &["operation"],
            &["request"],
            &["macros"],
        ],
    ),
    (
        "crates/codegen",
        &[
            &["diagnostic", "names", "pattern", "schema_keywords"],
            &["spec"],
            &["model"],
            &["types"],
            &["emit"],
            &["progenitor"],
            &["build"],
            &["fuzzing", "reader"],
        ],
    ),
    (
        "crates/diff",
        &[
            &["fuel", "kind", "number", "set"],
            &["change"],
            &["annotations", "ignore", "report", "version"],
            &["patterns", "shape", "value", "world"],
            &["include", "sample", "same"],
            &["schema", "security", "servers", "rules"],
            &["operation"],
            &["compare", "probe"],
            &["drift"],
        ],
    ),
    (
        "crates/site",
        &[
            &["messages", "error", "markdown"],
            &["changes", "rules"],
            &["sample", "shape"],
            &["operation"],
            &["reference", "templates"],
            &["pages"],
            &["site"],
        ],
    ),
    (
        "crates/mock",
        &[
            &["code", "path", "text"],
            &["data"],
            &["schemas", "types"],
            &["fields", "operations", "sample"],
            &["api"],
            &["examples", "route", "values"],
            &["request"],
            &["response"],
            &["serve"],
        ],
    ),
    (
        "crates/client",
        &[
            &["messages", "hex", "content", "link", "preview"],
            &["error"],
            &["endpoint", "secret", "retry", "response", "token_cache"],
            &["credential", "transport"],
            &["session"],
            &["download", "probe", "items"],
            &["client"],
            &["builder", "blocking", "fuzzing", "pages", "security"],
        ],
    ),
    ("crates/axum", &[&["endpoint", "response"], &["accept"], &["routes", "service"]]),
    (
        "crates/records",
        &[&["messages", "formula", "labels", "format"], &["message"], &["read", "write"], &["convert", "stream"]],
    ),
    (
        "crates/seed",
        &[&["messages", "random", "format", "words"], &["calendar"], &["person"], &["attempt"], &["records"]],
    ),
    (
        "crates/server",
        &[
            &["messages", "generated", "config", "clock", "sync"],
            &["http"],
            &["sqlite", "docs"],
            &["auth", "store"],
            &["import", "export", "quota", "strangers"],
            &["ops"],
            &["faults", "state"],
            &["handlers"],
            &["routes"],
            &["serve"],
        ],
    ),
    (
        "crates/clickhouse",
        &[
            &["address", "messages", "worker"],
            &["node"],
            &["versions", "schema", "read", "insert", "corrections"],
            &["lock", "objects", "no_objects"],
            &["removal"],
            &["accounts", "delete", "month"],
            &["import", "cold"],
            &["cluster"],
        ],
    ),
    ("crates/bench", &[&["lib"]]),
    ("crates/fixture", &[&["calls", "generated", "names", "own", "pairs", "progenitor", "secured", "shapes"]]),
    (
        "crates/cli",
        &[
            &["locale", "messages"],
            &["error_codes", "help", "origin"],
            &["error"],
            &["args", "input_options", "output_format", "terminal"],
            &["config"],
            &["command", "usage_error"],
            &["cli"],
            &["dispatch"],
        ],
    ),
];
