//! The sentences of this call and of this vendor, in English and in Chinese.

deskledger_runtime::messages! {
    no_endpoint(): "expected an endpoint or a region, found neither", "应给出终端节点或区域，实际都没有";
    advised(what, advice): "{what}: {advice}", "{what}；{advice}";
    variable(name): "environment variable {name}", "环境变量 {name}";
    no_text(): "expected text, found other bytes", "应为文本，实际含有其他字节";
    within(place, what): "{place}: {what}", "{place}：{what}";
    try_later(): "try again later", "请稍后重试";
    wait_little(): "wait a little, then try again", "请稍候再重试";
    either(first, second): "{first} or {second}", "{first} 或 {second}";
    region(found):
        "region: expected small letters, digits and hyphens, such as cn-north-4, found \"{found}\"",
        "区域：应为小写字母、数字和连字符，例如 cn-north-4，实际为“{found}”";
    variables(first, second): "environment variables {first} and {second}", "环境变量 {first} 和 {second}";
    variables_beside(name): "environment variable {name} and those beside it", "环境变量 {name} 及其相关变量";
    section_of_file(section, path): "section [{section}] of {path}", "{path} 的 [{section}] 节";
    token_file(path): "token file {path}", "令牌文件 {path}";
    password_file(path): "password file {path}", "密码文件 {path}";
    no_credential():
        "expected a token, an access key or a user, found no credential", "应给出令牌、访问密钥或用户，实际没有凭证";
    missing_beside(missing, given): "expected {missing} beside {given}, found none", "已给出 {given}，还应给出 {missing}，实际没有";
    no_key(): "expected ak and sk, found neither", "应有 ak 和 sk，实际都没有";
    no_credentials_file(path): "expected a credentials file {path}, found none", "应有凭证文件 {path}，实际没有";
    unreadable_credentials(path): "cannot read the credentials file {path}", "无法读取凭证文件 {path}";
    long_credentials(path, most):
        "expected a credentials file of at most {most} bytes, found more in {path}",
        "凭证文件应最多 {most} 字节，{path} 实际超出";
    bad_line(path, line):
        "{path}:{line}: expected [section], name = value or # comment",
        "{path}:{line}：应为 [节名]、名称 = 值 或 # 注释";
    no_section(path, section): "expected a section [{section}] in {path}, found none", "{path} 中应有 [{section}] 节，实际没有";
    access_key_id(): "access key id (AK)", "访问密钥 ID（AK）";
    secret_access_key(): "secret access key (SK)", "秘密访问密钥（SK）";
    plain_characters(most, found):
        "expected 1 to {most} printable ASCII characters without spaces, found {found}",
        "应为 1 到 {most} 个不含空格的可打印 ASCII 字符，实际为{found}";
    characters(count): "{count} characters", " {count} 个字符";
    another_character(): "another character", "其他字符";
    no_separator(): "expected no comma and no equals sign, found one", "不应含有逗号和等号，实际含有";
    name_of_user(): "name of the IAM user", "IAM 用户的名称";
    domain_of_user(): "domain of the IAM user", "IAM 用户的账号名";
    password_of_user(): "password of the IAM user", "IAM 用户的密码";
    some_characters(most, found): "expected 1 to {most} characters, found {found}", "应为 1 到 {most} 个字符，实际为 {found} 个";
    token_character(at):
        "token: expected printable ASCII characters without spaces, found another one at character {at}: copy the value of \
         X-Subject-Token again",
        "令牌：应为不含空格的可打印 ASCII 字符，实际第 {at} 个字符不是：请重新复制 X-Subject-Token 的值";
    token_file_empty(path):
        "token file {path}: expected a token, found an empty file: put the value of X-Subject-Token into it",
        "令牌文件 {path}：应含有令牌，实际为空：请将 X-Subject-Token 的值写入其中";
    token_no_text(): "expected a token, found bytes that are not text", "应为令牌，实际含有非文本字节";
    token_no_header(): "token: expected a header value", "令牌：应为可用作请求头的值";
    no_project():
        "expected a project of the IAM user, found none: give its id or its name",
        "应给出 IAM 用户的项目，实际没有：请给出项目 ID 或项目名称";
    no_identity_beside(base):
        "expected the address of the identity service beside {base}, found none: give it with the IAM user",
        "已给出终端节点 {base}，还应给出身份服务（IAM）的地址，实际没有：请在 IAM 用户处给出";
    no_identity(): "expected the address of the identity service, found none", "应给出身份服务（IAM）的地址，实际没有";
    unsigned_header(): "a header cannot be signed", "有请求头无法签名";
    unsigned_value(): "the request cannot be signed: expected a header value", "无法对请求签名：应为可用作请求头的值";
    unsigned_path(): "the request cannot be signed: its path is not text", "无法对请求签名：其路径不是文本";
    no_date(): "expected the clock of this machine between 1970 and 9999", "本机时钟应在 1970 年至 9999 年之间";
    no_token_but(host, found): "expected a token from {host}, found {found}", "应从 {host} 收到令牌，实际收到{found}";
    check_user():
        "check the name of the user, its domain and its password; nothing is sent again, because users are locked who fail too \
         often",
        "请检查用户名、账号名和密码；不会自动重试，因为多次失败会锁定用户";
    ask_project(): "ask for the permission to use this project", "请申请使用该项目的权限";
    check_identity_project(): "check the address of the identity service, and the project", "请检查身份服务（IAM）的地址和项目";
    check_identity(): "check the address of the identity service", "请检查身份服务（IAM）的地址";
    no_token(host, status):
        "expected a token from {host} (201 and a header X-Subject-Token), found status {status} without one: check the address \
         of the identity service",
        "应从 {host} 收到令牌（201 以及头 X-Subject-Token），实际收到状态码 {status}，没有令牌：请检查身份服务（IAM）的地址";
    cannot_read_token(path): "cannot read the token file {path}", "无法读取令牌文件 {path}";
    cannot_read_password(path): "cannot read the password file {path}", "无法读取密码文件 {path}";
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskledger_runtime::catalogue::Phrase;
    use deskledger_runtime::message::Sentence;

    /// Characters of Chinese, and its punctuation.
    fn is_chinese(character: char) -> bool {
        matches!(character, '\u{4e00}'..='\u{9fff}' | '：' | '；' | '，' | '（' | '）' | '“' | '”' | '、')
    }

    #[test]
    fn no_sentence_lacks_a_language() {
        for Sentence { phrase: Phrase { english, chinese }, .. } in ALL {
            assert!(!english.contains(is_chinese), "{english}");
            assert!(chinese.contains(is_chinese), "{english}: {chinese}");
        }
    }

    #[test]
    fn no_sentence_loses_a_value_or_names_another() {
        for Sentence { phrase: Phrase { english, chinese }, places } in ALL {
            let count = |text: &str, place: &str| text.matches(&format!("{{{place}}}")).count();
            for text in [english, chinese] {
                assert!(places.iter().all(|place| count(text, place) == 1), "{text}: {places:?}");
                assert_eq!(text.matches('{').count(), places.len(), "{text}: {places:?}");
            }
        }
    }
}
