//! A call that was written without the client generator, as the door takes it.

use progenitor_client::{ByteStream, ClientHooks, ClientInfo, Error, OperationInfo, ResponseValue};
use reqwest::header::{HeaderValue, IF_RANGE, RANGE};

use super::door::{Answer, Call, Part};
use super::reply::request;
use crate::generated::client::Client as Generated;
use deskledger_runtime::EncodedRequest;

/// A request for a file, as it goes over the wire.
#[derive(Debug)]
pub struct Direct(pub EncodedRequest);

impl Call for Direct {
    fn call<'a>(&'a self, api: &'a Generated, part: &'a Part) -> Answer<'a> {
        Box::pin(self.send(api, part))
    }
}

impl Direct {
    async fn send(&self, api: &Generated, part: &Part) -> Result<ResponseValue<ByteStream>, Error<()>> {
        let wrong = |text: String| Error::InvalidRequest(text);
        let mut request = request(api.client(), api.baseurl(), &self.0).map_err(|error| wrong(error.to_string()))?;
        for (name, value) in [(RANGE, &part.range), (IF_RANGE, &part.if_range)] {
            if let Some(value) = value {
                let value = HeaderValue::from_str(value).map_err(|error| wrong(error.to_string()))?;
                request.headers_mut().insert(name, value);
            }
        }
        let info = OperationInfo { operation_id: "direct" };
        api.pre(&mut request, &info).await?;
        let response = api.exec(request, &info).await?;
        match response.status().as_u16() {
            200 => Ok(ResponseValue::stream(response)),
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
