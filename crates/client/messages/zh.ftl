### 客户端的消息。

## 句子的组成部分

within = { $place }：{ $what }
advised = { $what }；{ $advice }
after-one-retry = { $what }（已重试 1 次）
after-retries = { $what }（已重试 { $count } 次）
long-delay = { $what }；服务要求等待 { $asked } 秒，超过可接受的 { $most } 秒
no-time-left = { $what }；时限 { $limit } 内已来不及再次尝试
partial-file-kept = { $what }；部分文件已保留，再次执行同一下载即可续传

## 终端节点

no-endpoint = 应给出终端节点，实际没有
endpoint = 终端节点：应为地址，例如 https://api.example.com，{ $found }
found-unparsable = 实际无法解析（{ $cause }）
found-scheme = 实际协议为 { $scheme }
found-password = 实际含有用户名或密码：请另行给出凭证
found-query = 实际含有查询参数或片段
not-encrypted = 终端节点：应为 https，实际以 http 访问 { $host }，凭证将以明文发送；请使用 https，或明确允许 http

## 创建客户端

no-http-client = 无法创建 HTTP 客户端：{ $why }
no-certificate = 受信任的证书：应至少有一个 PEM 格式的证书，实际没有
bad-certificate = 受信任的证书：应为 PEM 格式的证书，实际：{ $why }
bad-client-certificate = 客户端证书：应为 PEM 格式的证书及其私钥，且私钥不带密码，实际为其他内容
no-text = 应为文本，实际含有其他字节
bad-proxy = 代理：应为地址，例如 http://proxy.example:3128，{ $found }
found-other-text = 实际为其他文本：密码中的空格和 @ / ? # 请写作 %20 %40 %2F %3F %23
found-unescaped = 实际密码中的 / ? 或 # 使地址提前结束：请写作 %2F %3F 或 %23
bad-user-agent = User-Agent：应为合法的请求头值，实际含有其他字符
bad-media-type = 应为媒体类型，例如 text/csv，实际不是合法的请求头值
no-thread = 无法启动线程：{ $why }
thread-ended = 等待响应的线程已结束

## 无效的请求

not-made = 无法构造请求：{ $why }
no-header-value = 应为合法的请求头值
# $schemes
no-credential = 应提供以下安全方案之一的凭证：{ $schemes }；未提供，请求未发送
# $scheme
other-credential = 凭证的类型与安全方案 { $scheme } 的要求不符
# $host
no-bearer-token = 令牌端点 { $host }：应返回 bearer 类型的访问令牌，实际没有
no-method = 其方法不是 HTTP 方法
no-header = { $name } 的值不是合法的请求头值

## 网络

other-origin = 请求应发往 { $endpoint }，实际发往其他主机：凭证不会发送到该处
silence = 应在 { $wait } 内收到 { $host } 的响应，实际没有
late = 应在 { $limit } 内全部完成，实际需要更久：请放宽时限，或减少请求的数据
no-response = 没有收到 { $host } 的响应：{ $why }
no-connection = 无法连接 { $host }：{ $why }
no-trust = 无法与 { $host } 建立可信连接：{ $why }
check-network = 请检查终端节点、网络和代理设置
check-proxy = 代理拒绝连接或没有响应：请检查代理的地址和凭证，以及它能否访问该主机
check-issuer = 证书颁发者不受信任：若信任该颁发者，请将其证书加入受信任的证书
check-name = 证书属于其他名称：请检查终端节点
check-time = 证书不在有效期内：请检查本机时钟；若时钟正确，则须由服务的运维方更新证书
check-authority = 该证书属于证书颁发机构，服务不得将其用作自己的证书：须由运维方另行生成（openssl req -x509 并加上 -addext basicConstraints=critical,CA:FALSE）
give-certificate = 服务要求提供客户端证书
check-https = 请检查终端节点是否使用 https 及其证书

## 文件以外的响应

no-file-but = 应收到文件，实际收到{ $found }
no-response-but = 应收到响应，实际收到{ $found }
answer = 状态码 { $status }{ $code }{ $message }{ $id }
with-code = ，错误码 { $code }
with-message = ，“{ $message }”
with-id = ，请求 ID { $id }
redirects-again = 重定向 { $most } 次后仍重定向到 { $location }：请检查终端节点的路径
redirects-here = 该响应重定向到 { $location }，而此请求不跟随重定向：请检查终端节点的路径
points-elsewhere = 该响应重定向到 { $location }，凭证不会发往该处：若信任该地址，请将其设为终端节点
check-endpoint = 请检查终端节点
check-credential = 凭证未被接受：请检查凭证
ask-permission = 请申请执行该请求的权限
wait-seconds = 请等待 { $seconds } 秒后重试
wait-little = 请稍候再重试
proxy-credentials = 请配置代理的凭证
try-later-tell = 请稍后重试；若仍然如此，请将请求 ID 告知服务的运维方
wrong-clock = 请校准本机时钟：它比服务端{ $how } { $minutes } 分钟（响应中的日期为 { $date }），而签名只在 { $most } 分钟内有效
behind = 慢
ahead-of = 快
no-json = 应为所请求类型的 JSON，实际：{ $why }
response-too-long = 响应应最多 { $most } 字节，实际超出
foreign-page = 应为本服务的下一页，实际链接指向其他服务
page-again = 应为下一页，实际又是同一页

## 非预期的内容

nothing = 应收到文件，实际响应为空
page = 应收到文件，实际收到网页（“{ $start }”）：请检查终端节点是否为该服务，而不是登录页面或代理
document = 应收到文件，实际收到状态码为 200 的{ $what }{ $code }{ $message }
prose = 应收到文件，实际收到不是表格的文本（“{ $start }”）
many-encodings = 文件最多可有 { $most } 层封装，实际还有一层
unknown-bytes = 应收到文件，实际收到格式未知的内容
office-document = 应收到文件，实际收到不是工作簿的 Office 文档
empty-archive = 应收到文件，实际收到不含文件的 ZIP 压缩包
archive-of-several = ZIP 压缩包中应只有一个文件，实际不止一个：请原样保存压缩包，再将其解压
archive-unsupported = ZIP 压缩包中的文件应为存储或 deflate 方式且未加密，实际不是：请原样保存压缩包
late-content = 应在压缩数据的前 { $most } 字节内出现文件内容，实际没有：请原样保存
archive-damaged = 应为 ZIP 压缩包，实际已损坏
archive-without-end = ZIP 压缩包应有结尾，实际收到 { $length } 字节后没有
compression-bomb = 文件解压后应最多为其长度的 { $most } 倍，实际 { $length } 字节压缩为 { $compressed } 字节：疑似用于占满磁盘；请减少请求的数据
other-form = 应为所请求的 { $asked } 格式，实际为 { $found }
error-document = 错误信息
other-json = 其他 JSON 文档
unasked-part = 应收到完整的文件，实际收到状态码 { $status } 和未请求的部分内容
other-encoding = 应为请求所要求的不带 Content-Encoding 的内容或 gzip，实际为 { $found }
another-part = multipart 中应只有一个部分，实际其后还有
not-closed = multipart 应有结尾分隔行，实际在此之前结束
long-part-headers = multipart 中部分的头应最多 8 KiB
gzip-bomb = gzip 内容应最多为压缩后长度的 { $most } 倍，实际 { $length } 字节压缩为 { $compressed } 字节：疑似用于占满磁盘；请减少请求的数据
too-large = 应最多 { $most } 字节，实际 { $found } 字节：请提高上限，或减少请求的数据

## 不完整的文件

cut = 应收到{ $expected }，实际收到 { $received } 字节时传输中断：{ $why }
whole-file = 完整的文件
bytes-of-file = { " " }{ $length } 字节的文件
failed-before = 此前已失败
it-ended = 对方提前结束
nothing-came = { $wait } 内没有收到数据
rest-encoded = 其余部分的 Content-Encoding 不同
file-changed = 文件此后已改变
rest-without-range = 其余部分没有 Content-Range
rest-of-range = 其余部分的 Content-Range 不可用：{ $found }
rest-begins = 其余部分从第 { $first } 字节开始
length-changed = 文件的长度此后已改变
rest-missing = 缺少其余部分
too-long = 文件应为 { $length } 字节，实际更多
end-is-unproved = 应有长度或分块以证明文件的结尾，实际响应在 { $taken } 字节后随连接一起结束，可能不完整
last-line-is-cut = 最后一行应完整，实际文件在 { $taken } 字节后于行中结束
without-end = 应为完整的文件，实际收到 { $taken } 字节后缺少结尾
gzip-without-end = gzip 内容应有结尾，实际收到 { $length } 字节后没有
gzip-damaged = 应为 gzip 内容（如其 Content-Encoding 所述），实际已损坏
gzip-file-without-end = gzip 文件应有结尾，实际收到 { $length } 字节后没有
gzip-file-damaged = 应为 gzip 文件，实际已损坏
other-digest = 文件的 SHA-256 应为服务给出的 { $stated }，实际为 { $made }

## 本机文件

cannot-read = 无法读取 { $path }
cannot-write = 无法写入 { $path }
cannot-write-to = 无法写入 { $path }
cannot-write-stream = 无法写入输出流
cannot-create = 无法创建 { $path }
cannot-replace = 无法替换 { $path }
cannot-empty = 无法清空 { $path }
cannot-remove-note = 无法删除 { $path } 的续传信息
cannot-permit = 无法设置 { $path } 的权限
cannot-sync = 无法将 { $path } 写到磁盘
no-room = 需要 { $needed } 字节的空间，实际只有 { $free } 字节
check-path = 请检查路径，以及其目录是否存在
another-place = 请选择其他位置
free-space = 请释放磁盘空间，或选择其他位置
target-exists = { $path }：应为新文件，实际已存在：原文件保留不变；请另选名称，或允许覆盖
target-is-directory = { $path }：应为文件名，实际为目录：请加上文件名
target-is-device = { $path }：应为普通文件，实际为设备、管道或套接字：请改为以流的方式写入
part-is-busy = { $path }：应独占写入该文件，实际另有进程正在写入：请等待其结束，或另选名称
part-is-no-file = { $path }：应为普通文件或不存在，实际为其他类型：请将其删除，或另选名称
thread-stopped = { $path }：用于完成文件的线程被中止

## 操作系统的消息；英文中保持原样

file-not-found = 没有该文件或目录（{ $cause }）
not-permitted = 没有权限（{ $cause }）
read-only = 文件系统为只读（{ $cause }）
disk-full = 磁盘空间不足（{ $cause }）
quota-exceeded = 超出磁盘配额（{ $cause }）
file-too-large = 文件过大（{ $cause }）
not-a-directory = 路径中有一段不是目录（{ $cause }）
is-a-directory = 这是一个目录（{ $cause }）
found-utf-16 = 应为 UTF-8 文本，实际为 UTF-16（PowerShell 的默认编码）：请将文件另存为 UTF-8（Set-Content -Encoding ascii）
found-no-utf-8 = 应为 UTF-8 文本，实际含有其他字节：请将文件另存为 UTF-8
invalid-data = 内容不是 UTF-8 文本（{ $cause }）
refused = 连接被拒绝，该地址和端口上没有服务在监听（{ $cause }）
reset = 连接被对方中断（{ $cause }）
timed-out = 连接超时（{ $cause }）
unreachable = 网络或主机不可达（{ $cause }）
no-such-host = 无法解析主机名（{ $cause }）
bad-server-certificate = 证书未被接受（{ $cause }）
closed-early = 响应尚未完整，连接即被关闭（{ $cause }）
no-http = 收到的内容不是 HTTP 响应（{ $cause }）；请检查终端节点的端口和协议
