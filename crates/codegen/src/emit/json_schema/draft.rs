/// Edition of JSON Schema of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// Draft 4, on which OpenAPI 3.0 builds.
    Draft4,
    /// The schemas of OpenAPI 3.0: draft 4 without some keywords, and `nullable`.
    OpenApi30,
    /// 2020-12, which OpenAPI 3.1 takes over.
    Draft2020,
}

/// Which way a value goes: what only one side may state is not asked of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    /// Either way, or a document that makes no difference.
    Both,
    /// From the client to the server: nothing that is `readOnly` is required.
    Request,
    /// From the server to the client: nothing that is `writeOnly` is required.
    Response,
}
