//! Statuses of answers, for whoever has no code.

use super::codes::Code;

const fn status(code: &'static str, status: u16, meaning: [&'static str; 2], advice: [&'static str; 2]) -> Code {
    Code { code, status, meaning, advice }
}

const LATER: [&str; 2] = [
    "Try again later; if it stays, give the request id to the operator of the service.",
    "请稍后再试；如果问题持续，请将请求 ID 提供给服务运维人员。",
];
const TRIED: [&str; 2] =
    ["It was tried again already; try later, or raise --attempts.", "已自动重试；请稍后再试，或增大 --attempts。"];
const ENDPOINT: [&str; 2] = ["Check that the endpoint is that of the service.", "请检查终端节点是否为该服务的地址。"];

pub(super) const STATUSES: &[Code] = &[
    status(
        "400",
        400,
        ["The request is not understood.", "请求有误。"],
        [
            "Check the parameters; deskledger export --dry-run tells every one that breaks a rule.",
            "请检查参数；deskledger export --dry-run 会列出所有不合规则的参数。",
        ],
    ),
    status(
        "401",
        401,
        ["The credential is not accepted.", "凭证未被接受。"],
        [
            "Get a new token for the region of the endpoint, or check the access key, or the user and its password; deskledger \
             doctor looks at the clock, too.",
            "请在终端节点所在区域重新获取令牌，或检查访问密钥，或用户和密码；deskledger doctor 还会检查本机时钟。",
        ],
    ),
    status(
        "403",
        403,
        ["The service knows who asks, and does not permit it.", "服务已识别身份，但不允许该操作。"],
        [
            "Ask the administrator of the project for the permission, and check the project id.",
            "请向项目管理员申请权限，并检查项目 ID。",
        ],
    ),
    status(
        "404",
        404,
        ["There is nothing under this address.", "该地址不存在。"],
        ["Check the endpoint, the region and the project id.", "请检查终端节点、区域和项目 ID。"],
    ),
    status("405", 405, ["The method is not allowed here.", "此处不支持该请求方法。"], ENDPOINT),
    status(
        "407",
        407,
        ["The proxy wants to know who asks.", "代理要求身份验证。"],
        [
            "Put the proxy with its user and password into DESKLEDGER_PROXY.",
            "请将带有用户名和密码的代理地址放入 DESKLEDGER_PROXY。",
        ],
    ),
    status("408", 408, ["The request took too long to arrive.", "请求到达超时。"], LATER),
    status(
        "413",
        413,
        ["The request is too large.", "请求过大。"],
        ["Send less at a time.", "请减少单次发送的数据量。"],
    ),
    status(
        "414",
        414,
        ["The address is too long.", "请求地址过长。"],
        ["Use shorter filters.", "请使用较短的筛选条件。"],
    ),
    status(
        "429",
        429,
        ["Too many requests.", "请求过于频繁。"],
        [
            "It was tried again already, as late as the service asked for; make fewer requests at a time.",
            "已按服务要求的时间自动重试；请减少并发请求。",
        ],
    ),
    status("500", 500, ["Something broke inside the service.", "服务内部出错。"], LATER),
    status("502", 502, ["The gateway got no good answer from the service.", "网关未从后端服务得到有效应答。"], TRIED),
    status("503", 503, ["The service is not available now.", "服务当前不可用。"], TRIED),
    status("504", 504, ["The gateway got no answer from the service in time.", "网关等待后端服务应答超时。"], TRIED),
];
