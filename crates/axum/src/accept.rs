use axum::extract::Request;
use axum::response::IntoResponse;

use crate::endpoint::Endpoint;

/// Accepts the requests of a service: authenticates the caller, reads the body and decodes the call, in its own order.
pub trait Accept: Send + Sync + 'static {
    /// Context of a method besides the call, such as the caller.
    type Context: Send + 'static;

    /// Every response that the document does not describe for a call, and those that are the same for all calls.
    type Error: IntoResponse + Send;

    /// Accepts a request.
    fn accept<C: Send>(
        &self,
        endpoint: Endpoint<C>,
        request: Request,
    ) -> impl Future<Output = Result<(Self::Context, C), Self::Error>> + Send;
}
