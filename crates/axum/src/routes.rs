use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use deskledger_runtime::{Deprecation, Operation};

use crate::accept::Accept;
use crate::endpoint::Endpoint;
use crate::response::TypedResponse;

/// The routes of a service, one for each operation.
pub struct Routes<S> {
    service: Arc<S>,
    router: Router,
}

impl<S: Accept> Routes<S> {
    /// No routes.
    pub fn new(service: Arc<S>) -> Self {
        // A path of a document may have segments that begin with `:` or `*`.
        Self { service, router: Router::new().without_v07_checks() }
    }

    /// With an operation; an operation of a method that axum does not route is left out.
    #[must_use]
    pub fn call<C, R, F>(
        mut self,
        path: &str,
        endpoint: Endpoint<C>,
        method: impl Fn(Arc<S>, S::Context, C) -> F + Clone + Send + Sync + 'static,
    ) -> Self
    where
        C: Send + 'static,
        R: Into<TypedResponse>,
        F: Future<Output = Result<R, S::Error>> + Send,
    {
        let known = endpoint.operation.method.parse::<Method>();
        let Some(filter) = known.ok().and_then(|known| MethodFilter::try_from(known).ok()) else { return self };
        let service = self.service.clone();
        let handler = move |request: Request| {
            let (service, method) = (service.clone(), method.clone());
            async move { respond(service, endpoint, request, method).await.unwrap_or_else(IntoResponse::into_response) }
        };
        let deprecation = deprecation(endpoint.operation);
        let announce = move |mut response: Response| {
            if !(response.status().is_client_error() || response.status().is_server_error()) {
                response.headers_mut().extend(deprecation.clone());
            }
            std::future::ready(response)
        };
        self.router = self.router.route(path, on(filter, handler).layer(map_response(announce)));
        self
    }

    /// The router.
    pub fn into_router(self) -> Router {
        self.router
    }
}

/// The headers with which successful responses announce the deprecation of their operation.
fn deprecation(operation: &Operation) -> HeaderMap {
    let headers = operation.deprecation.iter().flat_map(Deprecation::headers);
    headers.filter_map(|(name, value)| Some((name.parse().ok()?, HeaderValue::try_from(value).ok()?))).collect()
}

async fn respond<S: Accept, C: Send, R: Into<TypedResponse>, F: Future<Output = Result<R, S::Error>>>(
    service: Arc<S>,
    endpoint: Endpoint<C>,
    request: Request,
    method: impl FnOnce(Arc<S>, S::Context, C) -> F,
) -> Result<Response, S::Error> {
    let (context, call) = service.accept(endpoint, request).await?;
    Ok(method(service, context, call).await?.into().into_response())
}
