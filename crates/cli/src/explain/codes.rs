//! The codes. The numbers and their meaning are the vendor's; the advice is ours.

/// A code of an error. Texts are in English and Chinese.
pub(super) struct Code {
    pub(super) code: &'static str,
    pub(super) status: u16,
    pub(super) meaning: [&'static str; 2],
    pub(super) advice: [&'static str; 2],
}

/// Whether it is worth sending the same request again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// The client library does it by itself.
    ByItself,
    /// Later.
    Later,
    /// It depends on the status of the answer.
    ByStatus,
    /// It will fail again.
    Never,
    /// It will fail again, and lock who asks.
    Locks,
}

impl Code {
    /// Whether it is worth trying again.
    pub(super) fn again(&self) -> Again {
        match (self.code, self.status) {
            ("APIGW.0201", _) => Again::ByStatus,
            (_, 429 | 502 | 503 | 504) => Again::ByItself,
            (_, 408 | 500) => Again::Later,
            (_, 401) => Again::Locks,
            _ => Again::Never,
        }
    }
}

impl Again {
    /// Whether the same request may succeed.
    pub(super) fn is_worth_it(self) -> bool {
        matches!(self, Self::ByItself | Self::Later | Self::ByStatus)
    }

    pub(super) fn text(self) -> [&'static str; 2] {
        match self {
            Self::ByItself => [
                "Trying again is worth it, and export does it by itself, after pauses that grow.",
                "值得重试：export 会自动重试，间隔逐次加长。",
            ],
            Self::Later => {
                ["Trying again later is worth it; nothing does it by itself.", "值得稍后重试；不会自动重试。"]
            }
            Self::ByStatus => [
                "With status 502 or 504 trying again is worth it, and export does it by itself; with another one it is not.",
                "状态码为 502 或 504 时值得重试，export 会自动重试；其他状态码不值得重试。",
            ],
            Self::Never => {
                ["Trying again is not worth it: the same request fails again.", "不值得重试：同样的请求会再次失败。"]
            }
            Self::Locks => [
                "Trying again is not worth it: with the same credential it fails again, and too many failures lock keys and users.",
                "不值得重试：使用同一凭证会再次失败，且多次失败会锁定密钥和用户。",
            ],
        }
    }
}

/// What the beginning of a code tells, for codes that are not known one by one.
pub(super) const FAMILIES: [(&str, [&str; 2]); 3] = [
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

pub(super) const CODES: &[Code] = &[
    Code {
        code: "WKS.00211102",
        status: 400,
        meaning: ["A parameter is invalid.", "参数无效。"],
        advice: [
            "Check the parameters; deskledger export --dry-run tells every one that breaks a rule.",
            "请检查参数；deskledger export --dry-run 会列出所有不合规则的参数。",
        ],
    },
    Code {
        code: "WKS.00211302",
        status: 401,
        meaning: ["The credential is not accepted.", "用户认证失败。"],
        advice: [
            "Get a new token for the region of the endpoint, or check the access key. Do not try again blindly: failed attempts lock the key.",
            "请在终端节点所在区域重新获取 Token，或检查访问密钥。请勿盲目重试：多次失败会锁定密钥。",
        ],
    },
    Code {
        code: "WKS.00081102",
        status: 403,
        meaning: ["The user may not access this resource.", "用户无权访问该资源。"],
        advice: [
            "Ask the administrator of the project for the permission, and check the project id.",
            "请向项目管理员申请权限，并检查项目 ID。",
        ],
    },
    Code {
        code: "WKS.00211902",
        status: 404,
        meaning: ["The resource does not exist.", "资源不存在。"],
        advice: [
            "Check the project id and the region: the service may not be open in this region.",
            "请检查项目 ID 和区域：该区域可能未开通此服务。",
        ],
    },
    Code {
        code: "WKS.00000405",
        status: 405,
        meaning: ["The method is not allowed for this resource.", "该资源不支持此请求方法。"],
        advice: ["Check that the endpoint is that of the service.", "请检查终端节点是否为该服务的地址。"],
    },
    Code {
        code: "WKS.00211401",
        status: 500,
        meaning: ["The operation failed inside the service.", "服务内部操作失败。"],
        advice: [
            "Try again later; if it stays, give the request id to the operator of the service.",
            "请稍后再试；如果问题持续，请将请求 ID 提供给服务运维人员。",
        ],
    },
    Code {
        code: "WKS.00050902",
        status: 503,
        meaning: ["The service is not available now.", "服务当前不可用。"],
        advice: [
            "It was tried again already; try later, or raise --attempts.",
            "已自动重试；请稍后再试，或增大 --attempts。",
        ],
    },
    Code {
        code: "APIGW.0101",
        status: 404,
        meaning: ["The gateway knows no such path or method.", "网关没有该路径或方法。"],
        advice: [
            "Check the endpoint: its host must be that of the service, without a path of its own.",
            "请检查终端节点：主机必须是该服务的地址，且不带其他路径。",
        ],
    },
    Code {
        code: "APIGW.0201",
        status: 400,
        meaning: [
            "The gateway refused the request or lost the service behind it (400, 413, 414, 502 or 504).",
            "网关拒绝了请求，或无法连接后端服务（400、413、414、502 或 504）。",
        ],
        advice: [
            "With 502 or 504 it was tried again already; with another status check the parameters.",
            "状态码为 502 或 504 时已自动重试；其他状态码请检查参数。",
        ],
    },
    Code {
        code: "APIGW.0301",
        status: 401,
        meaning: [
            "The gateway does not accept the credential: the token has ended or belongs to another region, or the signature is wrong.",
            "网关不接受该凭证：Token 已过期或属于其他区域，或签名错误。",
        ],
        advice: [
            "Get a new token; for an access key check both halves, and the clock: 15 minutes of difference are too many.",
            "请重新获取 Token；使用访问密钥时请检查 AK、SK 以及本机时钟：误差不得超过 15 分钟。",
        ],
    },
    Code {
        code: "APIGW.0302",
        status: 403,
        meaning: ["The gateway does not let this user pass.", "网关不允许该用户访问。"],
        advice: ["Ask the administrator of the account for the permission.", "请向帐号管理员申请权限。"],
    },
    Code {
        code: "APIGW.0307",
        status: 401,
        meaning: ["The token must be renewed.", "需要更新 Token。"],
        advice: ["Get a new token.", "请重新获取 Token。"],
    },
    Code {
        code: "APIGW.0308",
        status: 429,
        meaning: ["Too many requests.", "请求过于频繁。"],
        advice: [
            "It was tried again already, as late as the service asked for; make fewer requests at a time.",
            "已按服务要求的时间自动重试；请减少并发请求。",
        ],
    },
];
