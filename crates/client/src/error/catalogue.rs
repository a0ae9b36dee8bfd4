//! Every sentence that an error can have, in English and in Chinese.
//!
//! Each entry is a function of its placeholders: `{host}` is the argument `host`. Text of other software (the operating system, the
//! service) is repeated as it is; where it is common, the Chinese sentence explains it first.

deskledger_runtime::messages! {
    // What sentences are made of.
    within(place, what): "{place}: {what}", "{place}：{what}";
    advised(what, advice): "{what}: {advice}", "{what}；{advice}";
    after_one_retry(what): "{what} (after 1 retry)", "{what}（已重试 1 次）";
    after_retries(what, count): "{what} (after {count} retries)", "{what}（已重试 {count} 次）";
    no_time_left(what, limit):
        "{what}; the deadline of {limit} leaves no time for another attempt", "{what}；时限 {limit} 内已来不及再次尝试";
    beginning_kept(what):
        "{what}; the beginning is kept: the same export goes on there",
        "{what}；已收到的开头部分已保留，再次执行同一导出会从该处继续";

    // The endpoint.
    no_endpoint(): "expected an endpoint, found none", "应给出终端节点，实际没有";
    endpoint(found):
        "endpoint: expected an address such as https://workspace.cn-north-4.myhuaweicloud.com, {found}",
        "终端节点：应为地址，例如 https://workspace.cn-north-4.myhuaweicloud.com，{found}";
    found_unparsable(cause): "found one that does not parse ({cause})", "实际无法解析（{cause}）";
    found_scheme(scheme): "found the scheme {scheme}", "实际协议为 {scheme}";
    found_password():
        "found a user name or password in it: give the credential separately",
        "实际含有用户名或密码：请另行给出凭证";
    found_query(): "found a query or a fragment in it", "实际含有查询参数或片段";
    not_encrypted(host):
        "endpoint: expected https, found http to {host}: anybody on the way could read the credential; use https, or allow http \
         on purpose",
        "终端节点：应为 https，实际以 http 访问 {host}：途中任何人都可能读到凭证；请使用 https，或明确允许 http";

    // Where a credential stands.
    variable(name): "environment variable {name}", "环境变量 {name}";

    // Credentials.
    no_text(): "expected text, found other bytes", "应为文本，实际含有其他字节";

    // Signatures.

    // What a client is made of.
    no_http_client(why): "the HTTP client cannot be made: {why}", "无法建立 HTTP 客户端：{why}";
    no_certificate():
        "trusted certificates: expected at least one certificate in PEM, found none",
        "受信任的证书：应至少有一个 PEM 格式的证书，实际没有";
    bad_certificate(why): "trusted certificates: expected certificates in PEM, found: {why}", "受信任的证书：应为 PEM 格式的证书，实际：{why}";
    bad_client_certificate():
        "client certificate: expected a certificate and its private key, both in PEM and the key without a password, found \
         something else",
        "客户端证书：应为 PEM 格式的证书及其私钥，且私钥不带密码，实际为其他内容";
    bad_proxy():
        "proxy: expected an address such as http://proxy.example:3128, found another text",
        "代理：应为地址，例如 http://proxy.example:3128，实际为其他文本";
    bad_user_agent():
        "user agent: expected text that can stand in a header, found other characters",
        "User-Agent：应为可用作请求头的文本，实际含有其他字符";
    bad_media_type():
        "expected a media type such as text/csv, found one that cannot stand in a header",
        "应为媒体类型，例如 text/csv，实际无法用作请求头";
    no_thread(why): "expected to start a thread, found: {why}", "无法启动线程：{why}";
    #[cfg(feature = "blocking")]
    thread_ended(): "expected a thread that waits, found that it has ended", "等待应答的线程已经结束";

    // Requests that cannot be made.
    not_shown(): "the request cannot be shown", "无法显示该请求";
    not_made(why): "the request cannot be made: {why}", "无法构造请求：{why}";
    no_header_value(): "expected a value that can stand in a header", "应为可用作请求头的值";
    no_method(): "its method is none of HTTP", "其方法不是 HTTP 方法";
    no_header(name): "the value of {name} cannot stand in a header", "{name} 的值无法用作请求头";

    // The network.
    silence(host, wait): "expected an answer from {host} within {wait}, found silence", "{host} 应在 {wait} 内应答，实际没有响应";
    late(limit):
        "expected everything to be done within {limit}, found that it takes longer: allow more time, or ask for a shorter one",
        "应在 {limit} 内全部完成，实际需要更久：请放宽时限，或缩短时间范围";
    no_answer(host, why): "expected an answer from {host}, found: {why}", "没有收到 {host} 的应答：{why}";
    no_connection(host, why): "expected a connection to {host}, found: {why}", "无法连接 {host}：{why}";
    no_trust(host, why): "expected a trusted connection to {host}, found: {why}", "无法与 {host} 建立可信连接：{why}";
    check_network(): "check the endpoint, the network and the proxy settings", "请检查终端节点、网络和代理设置";
    check_proxy():
        "the proxy refuses or does not answer: check its address, its credentials, and whether it may reach this host",
        "代理拒绝或没有应答：请检查代理的地址和凭证，以及它能否访问该主机";
    check_issuer():
        "if you trust whoever issued it, give the certificate of the issuer in PEM (--ca-file)",
        "证书颁发者不受信任：若信任该颁发者，请给出其 PEM 格式的证书（--ca-file）";
    check_name(): "the certificate belongs to another name: check the endpoint", "证书属于其他名称：请检查终端节点";
    check_time():
        "check the clock of this machine; if it is right, the operator of the service has to renew the certificate",
        "证书不在有效期内：请检查本机时钟；若时钟正确，则须由服务的运维方更新证书";
    check_authority():
        "the certificate is one of an authority, which no service may show as its own: its operator makes one that is none \
         (openssl req -x509 with -addext basicConstraints=critical,CA:FALSE)",
        "该证书属于证书颁发机构，服务不得将其用作自己的证书：须由运维方另行生成（openssl req -x509 并加上 -addext basicConstraints=critical,CA:FALSE）";
    give_certificate():
        "the service asks for a certificate of yours (--client-certificate and --client-key)",
        "服务要求提供客户端证书（--client-certificate 和 --client-key）";
    check_https(): "check that the endpoint speaks https, and its certificate", "请检查终端节点是否使用 https 及其证书";

    // What the service says instead of the file.
    no_file_but(found): "expected the file, found {found}", "应收到文件，实际收到{found}";
    no_answer_but(found): "expected an answer, found {found}", "应收到应答，实际收到{found}";
    answer(status, code, message, id): "status {status}{code}{message}{id}", "状态码 {status}{code}{message}{id}";
    with_code(code): ", code {code}", "，错误码 {code}";
    with_message(message): ", \"{message}\"", "，“{message}”";
    with_id(id): ", request id {id}", "，请求 ID {id}";
    points_elsewhere(location):
        "it points to {location}, and a credential is not sent there: if you trust it, make it the endpoint",
        "该应答重定向到 {location}，凭证不会发往该处：若信任该地址，请将其设为终端节点";
    check_endpoint(): "check the endpoint", "请检查终端节点";
    new_token():
        "get a new token: it is wrong, has expired, belongs to another region, or the password has changed since",
        "请重新获取令牌：令牌有误、已过期、属于其他区域，或密码此后已更改";
    ask_permission():
        "ask for the permission to export connection records in this project",
        "请申请在该项目中导出连接记录的权限";
    check_project(): "check the endpoint, the region and the project id", "请检查终端节点、区域和项目 ID";
    wait_seconds(seconds): "wait {seconds} s, then try again", "请等待 {seconds} 秒后重试";
    wait_little(): "wait a little, then try again", "请稍候再重试";
    proxy_credentials(): "give the proxy its credentials", "请给出代理所需的凭证";
    try_later_tell():
        "try again later; if it stays, tell the operator of the service the request id",
        "请稍后重试；若仍然如此，请将请求 ID 告知服务的运维方";
    try_later(): "try again later", "请稍后重试";
    wrong_clock(minutes, how, date, most):
        "set the clock of this machine: it is {minutes} minutes {how} that of the service, whose answer has the date {date}, and \
         a signature counts for {most} minutes only",
        "请校准本机时钟：它比服务端{how} {minutes} 分钟（应答中的日期为 {date}），而签名只在 {most} 分钟内有效";
    behind(): "behind", "慢";
    ahead_of(): "ahead of", "快";
    no_json(why): "expected JSON of the type asked for, found: {why}", "应为所要求类型的 JSON，实际：{why}";
    long_answer(most): "expected an answer of at most {most} bytes, found more", "应答应最多 {most} 字节，实际超出";

    // What is not the file.
    nothing():
        "expected the file, found nothing at all: even an export without records has headings",
        "应收到文件，实际没有任何内容：即使没有记录，导出的文件也有表头";
    page(start):
        "expected the file, found a page (\"{start}\"): check that the endpoint is the service, and not a login page or a proxy",
        "应收到文件，实际收到网页（“{start}”）：请检查终端节点是否为该服务，而不是登录页面或代理";
    document(what, code, message):
        "expected the file, found {what} with status 200{code}{message}",
        "应收到文件，实际收到状态码为 200 的{what}{code}{message}";
    prose(start):
        "expected the file, found a text that is no table (\"{start}\"): if it is what you want, take it as it is (--as-is)",
        "应收到文件，实际收到不是表格的文本（“{start}”）：若确实需要它，请原样接收（--as-is）";
    unknown_bytes():
        "expected the file, found bytes of no known form: if they are what you want, take them as they are (--as-is)",
        "应收到文件，实际收到格式未知的内容：若确实需要它，请原样接收（--as-is）";
    office_document():
        "expected the file, found an office document that is no workbook: if it is what you want, take it as it is (--as-is)",
        "应收到文件，实际收到不是工作簿的办公文档：若确实需要它，请原样接收（--as-is）";
    empty_archive(): "expected the file, found a ZIP archive without a file in it", "应收到文件，实际收到不含文件的 ZIP 压缩包";
    archive_of_several():
        "expected one file in the ZIP archive, found another one behind it: take the archive as it is (--as-is), then deskledger \
         convert joins them",
        "ZIP 压缩包中应只有一个文件，实际其后还有：请原样接收压缩包（--as-is），再用 deskledger convert 合并";
    archive_unsupported():
        "expected a file in the ZIP archive that is stored or deflated and not encrypted, found another one: take the archive as it \
         is (--as-is)",
        "ZIP 压缩包中的文件应为存储或 deflate 方式且未加密，实际不是：请原样接收压缩包（--as-is）";
    archive_damaged(): "expected a ZIP archive, found damaged bytes", "应为 ZIP 压缩包，实际已损坏";
    archive_without_end(length):
        "expected the end of a ZIP archive, found none after {length} bytes",
        "ZIP 压缩包应有结尾，实际收到 {length} 字节后没有";
    packed_bomb(most, length, packed):
        "expected a file that unpacks to at most {most} times its length, found {length} bytes packed to {packed}: it looks as if it \
         were made to fill a disk; ask for a shorter time",
        "文件解压后应最多为其长度的 {most} 倍，实际 {length} 字节压缩为 {packed} 字节：看似为占满磁盘而制作；请缩短时间范围";
    other_form(asked, found):
        "expected the form {asked}, as was asked for, found {found}: leave the form out (--format) to get what the service sends, \
         then turn it with deskledger convert",
        "应为所要求的 {asked} 格式，实际为 {found}：请不指定格式（--format）以接收服务发送的文件，再用 deskledger convert 转换";
    error_document(): "an error document", "错误信息";
    other_json(): "another JSON document", "其他 JSON 文档";
    unasked_part(status):
        "expected the whole file, found status {status} with a part that nobody asked for",
        "应收到完整的文件，实际收到状态码 {status} 和未请求的部分内容";
    other_encoding(found):
        "expected a body without Content-Encoding, as the request asked, or gzip, found {found}",
        "应为请求所要求的不带 Content-Encoding 的内容或 gzip，实际为 {found}";
    another_part(): "expected one part in the multipart wrapper, found another one after it", "multipart 中应只有一个部分，实际其后还有";
    not_closed(): "expected a multipart wrapper that is closed, found its end before that", "multipart 应有结尾分隔行，实际在此之前结束";
    long_part_headers(): "expected a part with headers of at most 8 KiB", "multipart 中部分的头应最多 8 KiB";
    gzip_bomb(most, length, packed):
        "expected a gzip body of at most {most} times its packed length, found {length} bytes packed to {packed}: it looks as if it \
         were made to fill a disk; ask for a shorter time",
        "gzip 内容应最多为压缩后长度的 {most} 倍，实际 {length} 字节压缩为 {packed} 字节：看似为占满磁盘而制作；请缩短时间范围";
    too_large(most, found):
        "expected at most {most} bytes, found {found}: allow more, or ask for a shorter time",
        "应最多 {most} 字节，实际 {found} 字节：请放宽上限，或缩短时间范围";

    // What is not whole.
    cut(expected, received, why):
        "expected {expected}, found {received} when it broke off: {why}",
        "应收到{expected}，实际收到 {received} 字节时中断：{why}";
    whole_file(): "the whole file", "完整的文件";
    bytes_of_file(length): "{length} bytes of the file", " {length} 字节的文件";
    failed_before(): "it failed before", "此前已失败";
    it_ended(): "it ended", "对方提前结束";
    nothing_came(wait): "nothing came for {wait}", "{wait} 内没有收到数据";
    rest_encoded(): "the rest has another Content-Encoding", "其余部分的 Content-Encoding 不同";
    file_changed(): "the file has changed since", "文件此后已改变";
    rest_without_range(): "the rest has no Content-Range", "其余部分没有 Content-Range";
    rest_of_range(found): "the rest has no usable Content-Range, but {found}", "其余部分的 Content-Range 不可用：{found}";
    rest_begins(first): "the rest begins at byte {first}", "其余部分从第 {first} 字节开始";
    length_changed(): "the length of the file has changed since", "文件的长度此后已改变";
    rest_missing(): "the rest is not there", "其余部分不存在";
    too_long(length): "expected {length} bytes of the file, found more", "文件应为 {length} 字节，实际更多";
    without_end(taken): "expected a whole file, found one without its end after {taken} bytes", "应为完整的文件，实际收到 {taken} 字节后缺少结尾";
    gzip_without_end(length): "expected the end of a gzip body, found none after {length} bytes", "gzip 内容应有结尾，实际收到 {length} 字节后没有";
    gzip_damaged():
        "expected a body in gzip, as its Content-Encoding says, found damaged bytes",
        "应为 gzip 内容（如其 Content-Encoding 所述），实际已损坏";
    gzip_file_without_end(length): "expected the end of a gzip file, found none after {length} bytes", "gzip 文件应有结尾，实际收到 {length} 字节后没有";
    gzip_file_damaged(): "expected a gzip file, found damaged bytes", "应为 gzip 文件，实际已损坏";
    other_digest(stated, made):
        "expected a file with the SHA-256 {stated}, as the service states, found {made}",
        "文件的 SHA-256 应为服务给出的 {stated}，实际为 {made}";

    // Files on this machine.
    cannot_read(path): "cannot read {path}", "无法读取 {path}";
    cannot_write(path): "cannot write {path}", "无法写入 {path}";
    cannot_write_to(path): "cannot write to {path}", "无法写入 {path}";
    cannot_write_stream(): "cannot write to the stream", "无法写入输出流";
    cannot_create(path): "cannot create {path}", "无法创建 {path}";
    cannot_replace(path): "cannot replace {path}", "无法替换 {path}";
    cannot_empty(path): "cannot empty {path}", "无法清空 {path}";
    cannot_remove_note(path): "cannot remove the note of {path}", "无法删除 {path} 的续传信息";
    cannot_permit(path): "cannot set the permissions of {path}", "无法设置 {path} 的权限";
    cannot_sync(path): "cannot bring to the disk {path}", "无法将 {path} 写到磁盘";
    no_room(needed, free): "expected {needed} bytes of room, found {free}", "需要 {needed} 字节的空间，实际只有 {free} 字节";
    check_path(): "check the path, and that its directory exists", "请检查路径，以及其目录是否存在";
    another_place(): "choose another place", "请选择其他位置";
    make_room(): "make room, or choose another place", "请腾出空间，或选择其他位置";
    target_exists(path):
        "{path}: expected a new file, found one that exists: it is kept; choose another name, or overwrite it on purpose",
        "{path}：应为新文件，实际已存在：原文件保留不变；请另选名称，或明确要求覆盖";
    target_is_directory(path):
        "{path}: expected the name of a file, found a directory: add a name",
        "{path}：应为文件名，实际为目录：请加上文件名";
    target_is_device(path):
        "{path}: expected a regular file, found a device, pipe or socket: write to it as a stream instead",
        "{path}：应为普通文件，实际为设备、管道或套接字：请改为以流的方式写入";
    part_is_busy(path):
        "{path}: expected to be the only one who writes it, found another process that does: wait for it, or choose another name",
        "{path}：应没有其他写入者，实际另有进程正在写入：请等待其结束，或另选名称";
    part_is_no_file(path):
        "{path}: expected a regular file or none, found something else: remove it, or choose another name",
        "{path}：应为普通文件或不存在，实际为其他类型：请将其删除，或另选名称";
    thread_stopped(path):
        "{path}: expected a thread that finishes the file, found that it was stopped",
        "{path}：完成文件的线程被中止";

    // What the operating system says: English has it as it is.
    file_not_found(cause): "{cause}", "没有该文件或目录（{cause}）";
    not_permitted(cause): "{cause}", "没有权限（{cause}）";
    read_only(cause): "{cause}", "文件系统为只读（{cause}）";
    disk_full(cause): "{cause}", "磁盘空间不足（{cause}）";
    quota_exceeded(cause): "{cause}", "超出磁盘配额（{cause}）";
    file_too_large(cause): "{cause}", "文件过大（{cause}）";
    not_a_directory(cause): "{cause}", "路径中有一段不是目录（{cause}）";
    is_a_directory(cause): "{cause}", "这是一个目录（{cause}）";
    invalid_data(cause): "{cause}", "内容不是 UTF-8 文本（{cause}）";
    refused(cause): "{cause}", "连接被拒绝，该地址和端口上没有服务（{cause}）";
    reset(cause): "{cause}", "连接被对方中断（{cause}）";
    timed_out(cause): "{cause}", "连接超时（{cause}）";
    unreachable(cause): "{cause}", "网络或主机不可达（{cause}）";
    no_such_host(cause): "{cause}", "无法解析主机名（{cause}）";
    bad_server_certificate(cause): "{cause}", "证书未被接受（{cause}）";
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
