//! Error codes and statuses of the service: what they mean, what to do, and whether a retry is worth it. The codes and
//! their meaning are the vendor's, the advice is ours.

/// A code of an error, or a status for readers who have no code. Texts are in English and Chinese.
pub(crate) struct Code {
    pub(crate) code: &'static str,
    pub(crate) status: u16,
    pub(crate) meaning: [&'static str; 2],
    pub(crate) advice: [&'static str; 2],
}

const fn code(code: &'static str, status: u16, meaning: [&'static str; 2], advice: [&'static str; 2]) -> Code {
    Code { code, status, meaning, advice }
}

/// Whether the same request may succeed if it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// The client library retries without being asked.
    Automatic,
    Later,
    /// It depends on the status of the response.
    ByStatus,
    Never,
    /// It fails again, and repeated failures lock the account.
    Locks,
}

impl Code {
    pub(crate) fn again(&self) -> Again {
        match (self.code, self.status) {
            ("APIGW.0201", _) => Again::ByStatus,
            (_, 429 | 502 | 503 | 504) => Again::Automatic,
            (_, 408 | 500) => Again::Later,
            (_, 401) => Again::Locks,
            _ => Again::Never,
        }
    }
}

impl Again {
    /// Whether the same request may succeed.
    pub(crate) fn is_worth_it(self) -> bool {
        matches!(self, Self::Automatic | Self::Later | Self::ByStatus)
    }

    pub(crate) fn text(self) -> [&'static str; 2] {
        match self {
            Self::Automatic => [
                "Worth a retry: export retries by itself, with increasing delays.",
                "值得重试：export 会自动重试，间隔逐次加长。",
            ],
            Self::Later => ["Worth a retry later; it is not retried automatically.", "值得稍后重试；不会自动重试。"],
            Self::ByStatus => [
                "With status 502 or 504 a retry is worth it, and export retries by itself; with any other status it is not.",
                "状态码为 502 或 504 时值得重试，export 会自动重试；其他状态码不值得重试。",
            ],
            Self::Never => ["Not worth a retry: the same request fails again.", "不值得重试：同样的请求会再次失败。"],
            Self::Locks => [
                "Not worth a retry: with the same credential it fails again, and too many failures lock keys and users.",
                "不值得重试：使用同一凭证会再次失败，且多次失败会锁定密钥和用户。",
            ],
        }
    }
}

/// What the prefix of an unknown code says.
pub(crate) const FAMILIES: [(&str, [&str; 2]); 3] = [
    ("WKS.", ["it comes from the cloud-desktop service itself", "它来自云桌面服务本身"]),
    ("APIGW.", ["it comes from the gateway in front of the service", "它来自服务前面的 API 网关"]),
    (
        "IAM.",
        [
            "it comes from the identity service: check the name of the user, its domain, its password and the project",
            "它来自身份服务（IAM）：请检查用户名、账号名、密码和项目",
        ],
    ),
];

const PARAMETERS: [&str; 2] = [
    "Check the parameters; deskledger export --dry-run reports every parameter that breaks a rule.",
    "请检查参数；deskledger export --dry-run 会列出所有不合规则的参数。",
];
const PERMISSION: [&str; 2] = [
    "Ask the administrator of the project for the permission, and check the project id.",
    "请向项目管理员申请权限，并检查项目 ID。",
];
const LATER: [&str; 2] = [
    "Try again later; if the error persists, give the request id to the operator of the service.",
    "请稍后再试；如果问题持续，请将请求 ID 提供给服务运维人员。",
];
const RETRIED: [&str; 2] = [
    "It was retried already; try again later, or raise --max-attempts.",
    "已自动重试；请稍后再试，或增大 --max-attempts。",
];
const TOO_MANY: [&str; 2] = [
    "It was retried already, after the delay that the service asked for; send fewer requests at a time.",
    "已按服务要求的时间自动重试；请减少并发请求。",
];
const ENDPOINT: [&str; 2] = ["Check that the endpoint is that of the service.", "请检查终端节点是否为该服务的地址。"];

/// The known error codes.
pub(crate) const CODES: &[Code] = &[
    code("WKS.00211102", 400, ["A parameter is invalid.", "参数无效。"], PARAMETERS),
    code(
        "WKS.00211302",
        401,
        ["The credential is not accepted.", "用户认证失败。"],
        [
            "Get a new token for the region of the endpoint, or check the access key. Do not retry blindly: failed attempts \
             lock the key.",
            "请在终端节点所在区域重新获取 Token，或检查访问密钥。请勿盲目重试：多次失败会锁定密钥。",
        ],
    ),
    code("WKS.00081102", 403, ["The user may not access this resource.", "用户无权访问该资源。"], PERMISSION),
    code(
        "WKS.00211902",
        404,
        ["The resource does not exist.", "资源不存在。"],
        [
            "Check the project id and the region: the service may not be available in this region.",
            "请检查项目 ID 和区域：该区域可能未开通此服务。",
        ],
    ),
    code("WKS.00000405", 405, ["The method is not allowed for this resource.", "该资源不支持此请求方法。"], ENDPOINT),
    code("WKS.00211401", 500, ["The operation failed inside the service.", "服务内部操作失败。"], LATER),
    code("WKS.00050902", 503, ["The service is currently unavailable.", "服务当前不可用。"], RETRIED),
    code(
        "APIGW.0101",
        404,
        ["The gateway has no such path or method.", "网关没有该路径或方法。"],
        [
            "Check the endpoint: its host must be that of the service, without a path of its own.",
            "请检查终端节点：主机必须是该服务的地址，且不带其他路径。",
        ],
    ),
    code(
        "APIGW.0201",
        400,
        [
            "The gateway rejected the request or could not reach the service behind it (400, 413, 414, 502 or 504).",
            "网关拒绝了请求，或无法连接后端服务（400、413、414、502 或 504）。",
        ],
        [
            "With status 502 or 504 it was retried already; with any other status check the parameters.",
            "状态码为 502 或 504 时已自动重试；其他状态码请检查参数。",
        ],
    ),
    code(
        "APIGW.0301",
        401,
        [
            "The gateway does not accept the credential: the token has expired or belongs to another region, or the signature \
             is wrong.",
            "网关不接受该凭证：Token 已过期或属于其他区域，或签名错误。",
        ],
        [
            "Get a new token; for an access key check AK, SK and the clock, which may differ by at most 15 minutes.",
            "请重新获取 Token；使用访问密钥时请检查 AK、SK 以及本机时钟：误差不得超过 15 分钟。",
        ],
    ),
    code(
        "APIGW.0302",
        403,
        ["The gateway denies access to this user.", "网关不允许该用户访问。"],
        ["Ask the administrator of the account for the permission.", "请向账号管理员申请权限。"],
    ),
    code(
        "APIGW.0307",
        401,
        ["The token must be renewed.", "需要更新 Token。"],
        ["Get a new token.", "请重新获取 Token。"],
    ),
    code("APIGW.0308", 429, ["Too many requests.", "请求过于频繁。"], TOO_MANY),
];

/// Statuses of responses without a known code.
pub(crate) const STATUSES: &[Code] = &[
    code("400", 400, ["The request is malformed or invalid.", "请求有误。"], PARAMETERS),
    code(
        "401",
        401,
        ["The credential is not accepted.", "凭证未被接受。"],
        [
            "Get a new token for the region of the endpoint, or check the access key, or the user and its password; deskledger \
             doctor checks the clock as well.",
            "请在终端节点所在区域重新获取令牌，或检查访问密钥，或用户和密码；deskledger doctor 还会检查本机时钟。",
        ],
    ),
    code(
        "403",
        403,
        ["The user is authenticated but lacks the permission.", "服务已识别身份，但不允许该操作。"],
        PERMISSION,
    ),
    code(
        "404",
        404,
        ["There is no resource at this address.", "该地址不存在。"],
        ["Check the endpoint, the region and the project id.", "请检查终端节点、区域和项目 ID。"],
    ),
    code("405", 405, ["The method is not allowed here.", "此处不支持该请求方法。"], ENDPOINT),
    code(
        "407",
        407,
        ["The proxy requires authentication.", "代理要求身份验证。"],
        [
            "Put the proxy with its user and password into DESKLEDGER_PROXY.",
            "请将带有用户名和密码的代理地址放入 DESKLEDGER_PROXY。",
        ],
    ),
    code("408", 408, ["The request took too long to arrive.", "请求到达超时。"], LATER),
    code(
        "413",
        413,
        ["The request is too large.", "请求过大。"],
        ["Send less data per request.", "请减少单次发送的数据量。"],
    ),
    code(
        "414",
        414,
        ["The address is too long.", "请求地址过长。"],
        ["Use shorter filters.", "请使用较短的筛选条件。"],
    ),
    code("429", 429, ["Too many requests.", "请求过于频繁。"], TOO_MANY),
    code("500", 500, ["The service failed internally.", "服务内部出错。"], LATER),
    code(
        "502",
        502,
        ["The gateway received no valid response from the service.", "网关未从后端服务得到有效响应。"],
        RETRIED,
    ),
    code("503", 503, ["The service is currently unavailable.", "服务当前不可用。"], RETRIED),
    code(
        "504",
        504,
        ["The gateway received no response from the service in time.", "网关等待后端服务响应超时。"],
        RETRIED,
    ),
];

/// What to do about a code, in English and in Chinese.
pub(crate) fn advice(code: &str) -> Option<[&'static str; 2]> {
    find(code).map(|code| code.advice)
}

/// Finds a code, ignoring case; `APIG.` is an older spelling of `APIGW.`.
pub(crate) fn find(wanted: &str) -> Option<&'static Code> {
    let wanted = normalized(wanted);
    CODES.iter().find(|code| code.code == wanted)
}

/// A code in its usual spelling.
pub(crate) fn normalized(wanted: &str) -> String {
    wanted.trim().to_ascii_uppercase().replace("APIG.", "APIGW.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_document_is_explained_with_its_status() {
        let (mut found, mut first) = (0, std::collections::HashMap::new());
        for response in deskledger::EXPORT_CONNECTION_RECORDS.responses {
            for example in response.media_types.iter().filter_map(|media_type| media_type.example) {
                let Ok(example) = serde_json::from_str::<serde_json::Value>(example) else { continue };
                if let Some(code) = example["error_code"].as_str() {
                    found += 1;
                    // A code of several statuses is explained under the first.
                    let first = *first.entry(code.to_owned()).or_insert(response.status);
                    assert_eq!(find(code).map(|code| code.status), Some(first), "{code}");
                }
            }
        }
        assert!(found >= 7, "{found}");
    }

    #[test]
    fn an_older_spelling_and_small_letters_are_understood() {
        assert_eq!(find(" apig.0301 ").map(|code| code.code), Some("APIGW.0301"));
        assert!(find("WKS").is_none());
    }

    #[test]
    fn the_advice_on_retries_is_what_the_client_does() {
        for code in CODES.iter().chain(STATUSES) {
            let again = code.again();
            assert_eq!(again == Again::Automatic, [429, 502, 503, 504].contains(&code.status), "{}", code.code);
            let says_so = code.advice[0].contains("ry again later") || code.advice[0].contains("retried");
            assert!(again.is_worth_it() || !says_so, "{}: {}", code.code, code.advice[0]);
        }
    }

    #[test]
    fn no_code_stands_twice_and_none_is_without_words() {
        for (index, code) in CODES.iter().enumerate() {
            assert!(CODES[..index].iter().all(|other| other.code != code.code), "{}", code.code);
            assert!(code.meaning.iter().chain(&code.advice).all(|text| !text.is_empty()), "{}", code.code);
        }
    }
}
