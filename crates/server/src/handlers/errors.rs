//! Mapping of internal errors to error responses. A busy database is reported as temporarily unavailable, a full
//! disk as such.

use std::error::Error;

use tokio::task::JoinError;

use crate::auth::AccessError;
use crate::export::ExportError;
use crate::http::error::HttpError;
use crate::store::StoreError;

impl From<StoreError> for HttpError {
    fn from(error: StoreError) -> Self {
        of_database(&error, error.is_busy(), error.is_full())
    }
}

impl From<AccessError> for HttpError {
    fn from(error: AccessError) -> Self {
        of_database(&error, error.is_busy(), error.is_full())
    }
}

fn of_database(error: &dyn Error, is_busy: bool, is_full: bool) -> HttpError {
    match (is_busy, is_full) {
        (true, _) => HttpError::unavailable(error),
        (_, true) => HttpError::full(error),
        _ => HttpError::internal(error),
    }
}

impl From<ExportError> for HttpError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Write(_) => Self::internal(&error),
        }
    }
}

impl From<JoinError> for HttpError {
    fn from(error: JoinError) -> Self {
        Self::internal(&error)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use axum::http::header::RETRY_AFTER;
    use axum::response::IntoResponse;

    use super::*;

    #[test]
    fn whoever_writes_while_others_hold_the_store_is_asked_to_retry() {
        let response = |code| {
            let failure = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            HttpError::from(StoreError::new(crate::messages::writing(), failure)).into_response()
        };
        let busy = response(rusqlite::ffi::SQLITE_BUSY);
        assert_eq!(
            (busy.status(), &busy.headers()[RETRY_AFTER]),
            (StatusCode::SERVICE_UNAVAILABLE, &"5".parse().unwrap())
        );
        let full = response(rusqlite::ffi::SQLITE_FULL);
        assert_eq!((full.status(), full.headers().get(RETRY_AFTER)), (StatusCode::INSUFFICIENT_STORAGE, None));
    }
}
