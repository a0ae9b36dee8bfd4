use crate::validate::ParameterIn;

/// A way to prove who asks, of `securitySchemes` of the document.
#[derive(Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Name in the document.
    pub name: &'static str,
    /// The kind of credential.
    pub kind: SecurityKind,
    /// Its description.
    pub description: &'static str,
}

/// Kind of credential of a security scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecurityKind {
    /// A key of this name in a header, in the query or in a cookie.
    ApiKey(ParameterIn, &'static str),
    /// `Authorization: Basic`: a user name with a password.
    Basic,
    /// `Authorization: Bearer`: a token.
    Bearer,
    /// `Authorization` of another scheme, such as `digest`.
    Http(&'static str),
    /// A bearer token of OAuth 2.0; the address is the one of the client credentials flow, empty without such a flow.
    OAuth2(&'static str),
    /// A bearer token of the provider with this discovery address.
    OpenIdConnect(&'static str),
    /// A client certificate.
    MutualTls,
}

/// A security scheme that a call needs, with the scopes that it needs of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecurityRequirement {
    /// The scheme.
    pub scheme: &'static SecurityScheme,
    /// Scopes of OAuth 2.0 or OpenID Connect, or names of roles.
    pub scopes: &'static [&'static str],
}

/// The alternatives that a call accepts. Of one alternative everything is needed; an empty one needs nothing.
pub type Security = &'static [&'static [SecurityRequirement]];
