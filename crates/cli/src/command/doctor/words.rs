//! What `doctor` says, in English and Chinese.

use std::time::Duration;

use crate::command::doctor::check::{Check, Outcome};
use crate::locale::{Locale, Pick as _};

/// The words of one language.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) Locale);

impl Words {
    pub(super) fn of(self, both: [&'static str; 2]) -> String {
        self.0.pick(both).to_owned()
    }

    /// A text with `{}` in the place of each value.
    fn with(self, both: [&'static str; 2], values: &[&str]) -> String {
        let mut pieces = self.0.pick(both).split("{}");
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for (piece, value) in pieces.zip(values) {
            text.push_str(value);
            text.push_str(piece);
        }
        text
    }

    /// An error of the client library.
    pub(super) fn error(self, error: &deskledger::Error) -> String {
        error.localized(self.0)
    }

    pub(super) fn outcome(self, outcome: Outcome) -> &'static str {
        self.0.pick(match outcome {
            Outcome::Ok => ["ok     ", "正常"],
            Outcome::Warning => ["warning", "警告"],
            Outcome::Failed => ["failed ", "失败"],
            Outcome::Skipped => ["skipped", "跳过"],
        })
    }

    pub(super) fn summary(self) -> String {
        self.of(["failed; what was found and what to do is told above", "检查失败；原因和处理办法见上文"])
    }

    pub(super) fn settings_fit(self) -> String {
        self.of(["they fit together", "设置相互一致"])
    }

    pub(super) fn see_help(self) -> String {
        self.of([
            "put the setting right; deskledger export --help lists them all",
            "请更正该设置；deskledger export --help 列出全部设置",
        ])
    }

    pub(super) fn no_name(self, host: &str, why: &str) -> String {
        self.with(["{} has no address: {}", "无法解析 {}：{}"], &[host, why])
    }

    pub(super) fn advice_name(self) -> String {
        self.of([
            "check the spelling of endpoint or region, and the name server; behind a proxy give --proxy",
            "请检查 endpoint 或 region 的拼写以及 DNS 服务器；如需代理，请使用 --proxy",
        ])
    }

    pub(super) fn no_connection(self, host: &str, port: u16, why: &str) -> String {
        self.with(["no connection to {} port {}: {}", "无法连接 {} 端口 {}：{}"], &[host, &port.to_string(), why])
    }

    pub(super) fn advice_connection(self) -> String {
        self.of([
            "check the port, firewalls, and whether the service runs; behind a proxy give --proxy",
            "请检查端口、防火墙以及服务是否在运行；如需代理，请使用 --proxy",
        ])
    }

    pub(super) fn behind_proxy(self, origin: &str) -> String {
        self.with(
            ["a proxy is named by {}: where it is used, this does not matter", "{} 指定了代理：经由代理时此项无关紧要"],
            &[origin],
        )
    }

    pub(super) fn silence(self, waited: Duration) -> String {
        self.with(["silence for {} s", "{} 秒内无响应"], &[&waited.as_secs().to_string()])
    }

    pub(super) fn certificate_fits(self) -> String {
        self.of([
            "the certificate is for this name, in its time, and of a trusted issuer",
            "证书名称相符、在有效期内、颁发者可信",
        ])
    }

    pub(super) fn not_encrypted(self) -> Check {
        Check::skipped("tls", self.of(["the endpoint is http: nothing is encrypted", "endpoint 为 http：传输未加密"]))
    }

    pub(super) fn advice_certificate(self) -> String {
        self.of([
            "another name: check the endpoint; a time: check the clock; an unknown issuer: give its certificate with --cacert",
            "名称不符：请检查 endpoint；时间不符：请检查本机时钟；颁发者未知：请用 --cacert 提供其证书",
        ])
    }

    pub(super) fn answers(self, status: u16, version: &str) -> String {
        self.with(
            ["it answers over {} (status {} to a request for nothing)", "服务通过 {} 应答（空请求的状态码为 {}）"],
            &[version, &status.to_string()],
        )
    }

    pub(super) fn advice_service(self) -> String {
        self.of([
            "check that the endpoint is that of the service, and the proxy",
            "请检查 endpoint 是否为该服务的地址，以及代理设置",
        ])
    }

    pub(super) fn advice_identity(self) -> String {
        self.of([
            "check the address of the identity service (--iam-endpoint)",
            "请检查身份服务的地址（--iam-endpoint）",
        ])
    }

    pub(super) fn no_date(self) -> String {
        self.of(["the answer tells no time", "应答未给出时间"])
    }

    pub(super) fn difference(self, difference: Duration, is_ahead: bool) -> String {
        let seconds = difference.as_secs().to_string();
        match (difference.as_secs(), is_ahead) {
            (0 | 1, _) => self.of(["the same as that of the service", "与服务端一致"]),
            (_, true) => self.with(["{} s ahead of that of the service", "比服务端快 {} 秒"], &[&seconds]),
            (_, false) => self.with(["{} s behind that of the service", "比服务端慢 {} 秒"], &[&seconds]),
        }
    }

    pub(super) fn advice_clock(self) -> String {
        self.of([
            "set the clock of this machine, best by a time server: signatures are refused at more than 15 minutes",
            "请校准本机时钟（建议使用时间服务器）：相差超过 15 分钟时签名会被拒绝",
        ])
    }

    pub(super) fn instead_of(self, origins: &str) -> String {
        self.with(["; instead of {}", "；优先于 {}"], &[origins])
    }

    pub(super) fn skipped_no_credential(self) -> String {
        self.of(["not sent, because there is none", "未发送，因为没有凭证"])
    }

    pub(super) fn skipped_unreached(self) -> String {
        self.of(["not sent, because the service is not reached as it should be", "未发送，因为无法正常访问服务"])
    }

    pub(super) fn skipped_clock(self) -> String {
        self.of([
            "not sent, because the signature would be refused, and keys are locked that fail too often",
            "未发送，因为签名会被拒绝，而多次失败会锁定密钥",
        ])
    }

    pub(super) fn skipped_project(self) -> String {
        self.of([
            "not sent, because there is no project id: give --project-id",
            "未发送，因为没有项目 ID：请使用 --project-id",
        ])
    }

    #[cfg(not(feature = "serve"))]
    pub(super) fn skipped_build(self) -> String {
        self.of(["not sent, because this build has no list call", "未发送，因为此构建不含列表接口"])
    }

    pub(super) fn accepted(self) -> String {
        self.of(["the service accepts them for this project", "服务接受该项目的凭证"])
    }

    pub(super) fn advice_forbidden(self) -> String {
        self.of([
            "the service knows who asks, but the list of connections is not permitted; the export has a permission of its own",
            "服务已识别身份，但无权查询连接列表；导出另有权限",
        ])
    }

    pub(super) fn advice_credentials(self) -> String {
        self.of([
            "get a new token, or check the key or the user; nothing is tried again, because keys and users are locked who fail \
             too often",
            "请获取新令牌，或检查密钥或用户；不会自动重试，因为多次失败会锁定密钥和用户",
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_their_places_in_both_languages() {
        for (locale, expected) in
            [(Locale::English, "no connection to h port 443: why"), (Locale::Chinese, "无法连接 h 端口 443：why")]
        {
            assert_eq!(Words(locale).no_connection("h", 443, "why"), expected);
        }
        assert_eq!(
            Words(Locale::English).difference(Duration::from_secs(1200), false),
            "1200 s behind that of the service"
        );
    }
}
