## 错误

exit-codes =
    退出码：
      0    完成
      2    用法错误，或参数不符合规则
      3    被服务器拒绝（4xx）
      4    服务器或网络出错，或响应不是所要的文件
      5    处理本地文件失败
      6    没有记录（给出 --fail-if-empty 时）
      130  已中断
interrupted-nothing-left-behind = 已中断；未留下任何内容
interrupted-partial-file-kept = 已中断；保留了 { $path }，重新执行同一命令即可续传（--no-keep-partial 会将其删除）
interrupted-transaction = 已中断；记录要么全部入库，要么一条也没有
value-came-from = { $flag } 的值来自{ $origin }
credential-came-from = 凭证来自{ $origin }
force-replaces = --force 会替换它
remedy-retry-after = --retry-after-max 允许更长的等待时间
remedy-cacert = --cacert 添加受信任的证书
remedy-cert = --cert 和 --key 提供客户端证书
remedy-raw = --raw 原样保存响应；deskledger convert 可读取压缩包中的记录
remedy-format = 不指定 --format 时按服务发送的格式保存；可用 deskledger convert 转换格式
request-breaks-rule = 请求不符合规则：
and-more = { "  " }另有 { $count } 项
violation = { "  " }{ $flag }：{ $message }
within = { $place }：{ $what }
reading = 读取 { $path } 失败
opening = 打开 { $path } 失败
creating = 创建 { $path } 失败
writing = 写入 { $path } 失败
comma = 、
or = { " " }或{ " " }

## 错误码

retry-automatic = 可重试：export 会自动重试，间隔逐次加长。
retry-later = 可稍后重试；不会自动重试。
retry-by-status = 状态码为 502 或 504 时可重试，export 会自动重试；其他状态码不应重试。
retry-never = 不应重试：同样的请求会再次失败。
retry-locks = 不应重试：使用同一凭证会再次失败，且多次失败会锁定密钥和用户。
family-of-service = 它来自云桌面服务本身
family-of-gateway = 它来自服务前面的 API 网关
family-of-identity-service = 它来自身份服务（IAM）：请检查用户名、账号名、密码和项目
check-parameters = 请检查参数；deskledger export --dry-run 会列出所有不合规则的参数。
ask-project-administrator = 请向项目管理员申请权限，并检查项目 ID。
try-again-later = 请稍后再试；如果问题持续，请将请求 ID 提供给服务运维人员。
was-retried = 已自动重试；请稍后再试，或增大 --max-attempts。
was-retried-as-asked = 已按服务要求的间隔自动重试；请减少并发请求。
check-endpoint = 请检查终端节点是否为该服务的地址。
error-codes-parameter-invalid = 参数无效。
user-not-authenticated = 用户认证失败。
get-new-token-and-do-not-retry = 请在终端节点所在区域重新获取令牌，或检查访问密钥。请勿盲目重试：多次失败会锁定密钥。
user-may-not-access-resource = 用户无权访问该资源。
resource-does-not-exist = 资源不存在。
check-project-and-region = 请检查项目 ID 和区域：该区域可能未开通此服务。
method-not-allowed-resource = 该资源不支持此请求方法。
operation-failed-inside-service = 服务内部操作失败。
service-currently-unavailable = 服务当前不可用。
storage-of-service-full = 服务的存储空间已满。
ask-operator-to-free-space = 请服务的运维人员释放磁盘空间。在此之前，读取时请使用令牌，而不是访问密钥。
gateway-has-no-such-path-method = 网关没有该路径或方法。
check-endpoint-host = 请检查终端节点：主机必须是该服务的地址，且不带其他路径。
gateway-rejected-request-could-not-reach = 网关拒绝了请求，或无法连接后端服务（400、413、414、502 或 504）。
status-502-504-was-retried-already = 状态码为 502 或 504 时已自动重试；其他状态码请检查参数。
gateway-does-not-accept-credential-token = 网关不接受该凭证：令牌已过期或属于其他区域，或签名错误。
get-new-token-or-check-clock = 请重新获取令牌；使用访问密钥时请检查 AK、SK 以及本机时钟：误差不得超过 15 分钟。
gateway-denies-access-user = 网关不允许该用户访问。
ask-account-administrator = 请向账号管理员申请权限。
token-must-renewed = 需要更新令牌。
get-new-token = 请重新获取令牌。
too-many-requests = 请求过于频繁。
request-malformed-invalid = 请求格式错误或无效。
credential-not-accepted = 凭证未被接受。
get-new-credential = 请在终端节点所在区域重新获取令牌，或检查访问密钥，或用户和密码；deskledger doctor 还会检查本机时钟。
user-authenticated-but-lacks-permission = 用户已通过认证，但没有相应权限。
there-no-resource-address = 该地址没有资源。
check-endpoint-region-and-project = 请检查终端节点、区域和项目 ID。
method-not-allowed-here = 此处不支持该请求方法。
proxy-requires-authentication = 代理要求身份认证。
put-password-into-proxy-variable = 请将带有用户名和密码的代理地址放入 DESKLEDGER_PROXY。
request-took-too-long-arrive = 请求到达超时。
request-too-large = 请求过大。
send-less-data-per-request = 请减少单次发送的数据量。
address-too-long = 请求地址过长。
use-shorter-filters = 请使用较短的筛选条件。
record-differs-from-stored = 记录与已存储的同一标识的记录不同。
request-conflicts-with-stored = 请求与已存储的内容冲突。
correct-record-or-remove-stored = 该批记录均未存储。请更正记录，或先删除已存储的记录。
media-type-not-accepted = 请求体的媒体类型或内容编码不被接受。
send-declared-media-type = 请按响应消息中指明的媒体类型发送请求体。
range-outside-file = 请求的范围超出文件。
request-whole-file = 请不带范围重新请求整个文件。
headers-too-large = 请求头过大。
send-fewer-headers = 请减少或缩短请求头。
function-not-supported = 服务不支持该请求。
send-body-without-transfer-coding = 发送请求体时，请勿使用 chunked 以外的传输编码。
service-failed-internally = 服务内部出错。
gateway-received-no-valid-response-from = 网关未从后端服务得到有效响应。
gateway-received-no-response-from-service = 网关等待后端服务响应超时。

## 多个子命令共用的参数

examples = 示例：
flag-force = 替换已有的文件
flag-json = 以 JSON 输出结果或错误：--output-format json 的简写
flag-output-format = 结果或错误的输出格式：text 为文本，json 为 JSON [默认值：text]
flag-quiet = 标准错误上只输出错误
flag-verbose = 在标准错误上记录请求、步骤和耗时；DESKLEDGER_LOG 选择记录的内容
flag-fail-if-empty = 没有记录时以退出码 6 结束；输出照常写出
done = { $subcommand }：完成
took = 用时 { $seconds } 秒
records = { $count } 条记录
one-record = 1 条记录
records-unknown = 记录条数未知
flag-on-error = 遇到不是有效记录的行时如何处理：{ $actions }

## 命令

about-deskledger = 将云桌面的连接记录从云上导出为文件

## 子命令 admin

argument-user = 用户名
argument-project = 项目 ID
argument-key = 访问密钥的 ID（AK）
flag-password-file = 第一行为密码的文件，- 表示标准输入
flag-role = reader 可以导出和列出记录，writer 还可以添加记录，admin 还可以授予角色
flag-name = 请求令牌时使用的项目名称
argument-backup-directory = 备份目录；必须尚不存在，备份完整后才会创建
about-admin-backup = 在服务器运行时备份记录、用户和令牌；恢复时让服务器使用备份
about-admin = 管理参考服务器的用户、项目和访问密钥，并备份其数据
about-admin-key = 访问密钥（AK 和 SK）
about-admin-key-add = 生成密钥并以 JSON 输出；其私密部分（SK）只显示一次
about-admin-key-remove = 删除密钥
about-admin-user = 用户及其密码
about-admin-user-add = 添加用户；已存在则失败
about-admin-user-passwd = 更改用户的密码
about-admin-user-remove = 删除用户及其密钥和角色
about-admin-user-unlock = 解除用户及其密钥因登录或签名失败而产生的锁定
about-admin-user-list = 以 JSON 输出用户、项目和密钥，每行一个用户
about-admin-project-add = 登记一个尚无记录的项目，或更改项目的名称
about-admin-project-grant = 授予用户在项目中的角色；更换角色会使其在该项目中的令牌失效
about-admin-project = 项目，以及用户在其中的角色
about-admin-project-list = 以 JSON 输出项目、名称和角色，每行一个项目
about-admin-project-revoke = 撤销用户在项目中的角色
about-admin-project-remove = 删除项目及其记录、角色和令牌；不带 --confirm 时只显示记录数
about-admin-records = 项目的记录
about-admin-records-remove = 删除记录，使文件中不留任何内容；不带 --confirm 时只显示记录数
about-admin-retention = 删除早于指定天数的记录；不带 --confirm 时只显示记录数
about-admin-restore = 把备份复制到尚不存在的数据目录，并加以检查
about-admin-check = 检查数据目录的文件是否损坏
about-admin-optimize = 把未按开始时间先后添加的记录改按该顺序存放，加快导出
about-admin-clock = 判断令牌是否过期的时钟
about-admin-clock-accept = 在时钟曾经超前之后接受当前时钟；之后请重新启动服务器
argument-backup = 备份所在的目录
admin-preview = 未删除任何内容：带 --confirm 时删除所列内容
flag-confirm = 执行删除，而不只是显示将删除的内容
flag-days-of-retention = 天数，从连接开始时算起
flag-user-of-removal = 只限该用户的记录
flag-start-of-removal = 只限此时间或之后开始的连接，例如 2026-01-01T00:00Z；须与 --end-time 一起使用
flag-end-of-removal = 只限此时间之前开始的连接；须与 --start-time 一起使用
writing-the-audit-log = 写入 audit.log 失败（更改已完成）
reading-the-audit-log = 读取 audit.log 失败
admin-checking = 检查数据失败
admin-optimizing = 优化存储失败
admin-removing = 删除记录失败
no-store-in = { $directory } 中应有存储，实际没有
data-are-damaged = { $directory } 已损坏：{ $problem }。请停止服务器，保留该目录，并用 admin restore 恢复备份
unknown-project = 应为已有的项目，实际为 { $project }：可用 deskledger admin project add 添加
no-data-flag = 应给出 --data DIR（存储目录），实际没有
does-not-exist = 应为已有的{ $what }，实际没有此名称的{ $what }
admin-user = 用户
admin-key = 访问密钥
admin-users-server = 处理服务器的用户失败
user-exists = 应为新用户，实际已有此名称的用户：请用 admin user passwd 更改其密码
user-does-not-exist = 应为已有的用户，实际没有此名称的用户：请用 admin user add 添加
admin-copying-store = 复制存储失败
admin-moving-month = 移动月份失败
reading-password-from = 从 { $shown } 读取密码失败

## 子命令 completions

about-completions = 输出 shell 的补全脚本
argument-shell = shell 的名称

## 子命令 convert

about-convert = 将记录文件转换为另一种格式：XLSX、CSV、NDJSON 或 Parquet
description-of-convert =
    将记录文件转换为另一种格式：XLSX、CSV、NDJSON 或 Parquet。

    输入的格式由其内容判断：XLSX、CSV（UTF-8、UTF-16、GB18030）、NDJSON、列表接口返回的 JSON、Parquet；也可以带 gzip、ZIP 或 multipart 封装。标题可以是英文、中文或字段名。文档中没有定义的列会保留。输出文件要么完整出现，要么不出现。
argument-input = 要读取的文件，- 表示标准输入
flag-output-of-convert = 输出文件的路径，- 表示标准输出；写往管道或设备时直接写出各字节
flag-from = 拒绝其他格式的输入
flag-to = 输出格式；默认由输出文件的扩展名决定
columns-kept = 保留了文档中没有定义的列：{ $columns }
no-records-in-input = 没有记录：输入有表头而表头之下没有任何行，或是空列表
every-row-was-left-out = 没有记录：所有的行（{ $bad } 行）都已略去；前几行见上文，或见 --json 的 bad_rows
flag-dialect = excel：CSV 带有字节顺序标记（BOM），文本不会变成公式；plain：值保持原样，以字段名为标题 [默认值：XLSX 为 excel，其他为 plain]
flag-language = 标题的语言 [默认值：excel 为 en_US，plain 为字段名]
flag-output-time-zone = 按此时区显示时间，例如 Asia/Shanghai，并在表头中写明；不给出则为 UTC
no-zoned-times = 应为 xlsx、csv 或 ndjson（由 --format 或输出文件名决定），实际为“{ $format }”：Parquet 保存的是时间点，由各程序按自己的时区显示
on-error-of-convert = abort 不生成文件，skip 略去该行并给出提示
convert-left-out = 已略去{ $row }
left-out-more = 另略去 { $more } 行
converted = { $path } 中有 { $records }
converting = 转换失败
no-output-format = 应指定输出的格式，实际没有：请用 --to 指定，或使用 records.csv 这样的文件名
nothing-written = 未写入任何内容；--on-error skip 会略去这样的行
rows-written-before = 此前的行已写出；--on-error skip 会略去这样的行

## convert 的输入与输出

io-reading = 读取 { $path } 失败
io-reading-input = 读取输入失败

## 子命令 demo

about-demo = 在本机完整演示：记录、服务器、导出、文件
flag-dir-of-demo = 存放数据和文件的目录；可以重复使用
demo-records = 1. 记录：公开的示例和 { $count } 条合成的记录，存入 { $data }
demo-counting-records = 统计记录失败
demo-listening = 监听失败
demo-server = 2. 服务器：参考服务器位于 http://{ $address }，演示结束即停止
demo-making-token = 生成令牌失败
demo-export = 3. 导出：使用客户端库，经由 HTTP
demo-file = { "   " }{ $path }：{ $records } 行，{ $bytes } 字节，{ $seconds } 秒
demo-serving = 提供服务失败
demo-done = 完成，用时 { $seconds } 秒
demo-other-dir = 请用 --dir 选择其他目录
demo-opening-store = 打开存储失败
importing-published-records = 导入公开的记录失败
demo-seeding = 生成记录失败
demo-next-cloud = 接下来从云服务导出（令牌即 IAM 获取令牌接口返回的 X-Subject-Token）：
demo-next-own = 或从自己的服务器导出：

## 子命令 doctor

about-doctor = 说明各项设置的来源，并检查从本机到服务之间的问题
description-of-doctor =
    说明各项设置的来源，并依次检查域名解析、连接、证书、响应、时钟和凭证；对每项失败说明处理方法。没有凭证时检查其余各项。

    凭证只试用一次，调用需要凭证的最小请求：连接记录列表中的一条记录。任何检查都不会重试，因为失败次数过多会使密钥和用户被锁定。
examples-of-doctor =
    示例：
      deskledger doctor --region cn-north-4 --project-id 8dc9c40a06574a598941b254d4b63b43
      deskledger doctor --endpoint https://records.example --token-file token.txt --json

    退出码：
      0    没有失败
      2    某项设置有误
      3    服务拒绝该凭证
      4    无法连接服务，或其证书或时钟有误

    LC_ALL、LC_MESSAGES 或 LANG 指定中文时以中文说明；--json 为英文。
project-id = 项目 ID

## doctor 的检查

doctor-ok = 正常
doctor-warning = 警告
doctor-failed = 失败
doctor-skipped = 跳过
doctor-summary = 检查失败；原因和处理办法见上文
doctor-settings-fit = 设置相互一致
doctor-see-help = 请更正该设置；deskledger export --help 列出全部设置
doctor-no-name = 无法解析 { $host }：{ $why }
doctor-advice-name = 请检查终端节点或区域的拼写以及 DNS 服务器；如需代理，请使用 --proxy
doctor-no-connection = 无法连接 { $host } 端口 { $port }：{ $why }
doctor-advice-connection = 请检查端口、防火墙以及服务是否在运行；如需代理，请使用 --proxy
doctor-behind-proxy = { $origin } 指定了代理：经由代理时此项无关紧要
doctor-silence = { $seconds } 秒内无响应
doctor-certificate-fits = 证书名称相符、在有效期内且颁发者受信任
doctor-not-encrypted = 终端节点为 http：传输未加密
doctor-advice-certificate = 名称不符：请检查终端节点；不在有效期内：请检查本机时钟；颁发者未知：请用 --cacert 提供其证书
doctor-answers = 服务通过 { $version } 响应（空请求的状态码为 { $status }）
doctor-advice-service = 请检查终端节点是否为该服务的地址，以及代理设置
doctor-advice-identity = 请检查身份服务的地址（--iam-endpoint）
doctor-no-date = 响应中没有日期
doctor-same-service = 与服务端一致
doctor-ahead = 比服务端快 { $seconds } 秒
doctor-behind = 比服务端慢 { $seconds } 秒
doctor-advice-clock = 请校准本机时钟（建议使用时间服务器）：相差超过 15 分钟时签名会被拒绝
doctor-instead-of = ；优先于 { $origins }
doctor-skipped-no-credential = 未发送，因为没有凭证
doctor-skipped-unreached = 未发送，因为无法访问服务
doctor-skipped-clock = 未发送，因为签名会被拒绝，而多次失败会锁定密钥
doctor-skipped-project = 未发送，因为没有项目 ID：请使用 --project-id
doctor-skipped-build = 未发送，因为此构建不含列表接口
doctor-accepted = 服务接受该项目的凭证
doctor-advice-forbidden = 用户已通过认证，但无权列出连接；导出另有权限
doctor-advice-credentials = 请重新获取令牌，或检查密钥或用户；不会自动重试，因为多次失败会锁定账号

## 子命令 explain

about-explain = 说明服务的错误码或状态码的含义、处理方法，以及是否值得重试
explain-languages = LC_ALL、LC_MESSAGES 或 LANG 指定中文时以中文说明；--json 为英文。
argument-code = 错误码，例如 WKS.00211302，或状态码，例如 503；不给出则列出全部
explain-unknown = 应为以下错误码之一：{ $known }，实际为 { $wanted }{ $family }：请看响应的消息，查询其状态码（deskledger explain 403），并将请求 ID 提供给服务运维人员
explain-family = ；{ $family }

## 子命令 export

rules-over-several-parameters = 涉及多个参数的规则：
about-export = 将项目的连接记录下载为一个文件
description-of-export =
    将项目的连接记录下载为一个文件。

    文件只有完整时才以其名称出现，否则不会出现。所有参数在发送之前检查，全部问题一次列出。
flag-output-of-export = 文件的保存位置，- 表示标准输出；不给出则使用服务建议的名称
flag-format = 要求文件具有的格式：其他格式会被拒绝。优先级依次为此参数、环境变量、配置方案、输出文件的扩展名；给出的各项须与扩展名一致。仅由扩展名给出格式而服务返回其他格式时照样保存，并给出提示 [环境变量：DESKLEDGER_FORMAT]
flag-raw = 原样保存响应：不去除 gzip、ZIP 和 multipart 封装，也接受不是表格的文件
flag-dry-run = 检查请求并输出，不发送任何内容
flag-dialect-of-export = excel：写出带字节顺序标记（BOM）的 CSV，且文本不会变成公式；plain：服务发送的原样文件 [默认值：plain]
dialect-needs-csv = --dialect excel：应为 CSV 或 XLSX，实际为其他格式或未给出格式：请用 --format csv
dialect-needs-file = --dialect excel：应给出文件名或标准输出：请用 -o FILE 或 -o -
creating-temporary-file = 在 { $directory } 中创建临时文件失败（可用变量 TMPDIR 指定其他目录）
unconverted-file-kept = 服务返回的文件保留为 { $path }
no-records-with-names = 没有记录：名称须完全一致，包括大小写、空格和域名；请检查 { $names }，或去掉该参数以查看全部名称
no-records-in-range = 没有记录：{ $start } 至 { $end } 之间没有连接；起止均为 UTC 时间，不含结束时刻
no-records-of-project = 没有记录：项目 { $project-id } 在该区域没有记录；请检查 --project-id 以及区域或终端节点
exported = 已保存 { $path }（{ $records }，{ $bytes } 字节，{ $format }）
export-writing = 写入 { $path } 失败

## 导出的时间范围

time-range-heading = 时间范围
flag-today = 从今天零点到现在
flag-yesterday = 昨天全天
flag-this-month = 从本月一日零点到现在
flag-last-month = 上月整月
flag-on = 某一天，例如 2026-10-03
flag-since = 起始时间：7d（也可用 m、h、w）、2026-10-01、2026-10-01T08:30，或写明时区的 2026-10-01T08:30+08:00
flag-until = 结束时间，格式相同；给出日期时包含当天 [默认值：当前时间，精确到分钟]
flag-time-zone-of-export = 上述日期和时间的时区，例如 Asia/Shanghai、+08:00 或 UTC [默认值：系统时区]
time-range = 时间范围 { $local-start } 至 { $local-end }（{ $zone }）：--start-time { $start } --end-time { $end }
no-system-time-zone = --time-zone：应有时区，实际本系统未设置：请指定，例如 Asia/Shanghai 或 UTC
no-day = 应为日期，例如 2026-10-03，实际为“{ $found }”
no-such-day = 该时区没有 { $day } 这一天：当地日历跳过了它
no-time = 应为 7d、2026-10-01、2026-10-01T08:30 或 2026-10-01T08:30+08:00，实际为“{ $found }”
out-of-calendar = 应为公元 1 年至 9999 年（截至 9999-12-30T22:00Z）内的时间，实际超出此范围
no-range = 开始时间应早于结束时间，实际为 { $start } 至 { $end }
no-whole-minute = 时间应精确到分钟，实际为 { $start } 至 { $end }，且含有秒
skipped-local-time = { $zone } 的时钟跳过了 { $time }：请输入 { $change }
repeated-local-time = { $zone } 的时钟会两次显示 { $time }：请输入 { $first } 或 { $second }

## 导出的格式

other-format-returned = 注意：服务返回的是 { $format } 格式，{ $path } 的内容即为此格式；可用 deskledger convert 转换为其他格式

## 输出文件的格式

unwritten-extension = 应为 .xlsx、.csv、.ndjson、.jsonl 或 .parquet，实际为 .{ $extension }：{ $instead }
instead-of-json = 请写成 .ndjson，每行一个 JSON 对象
instead-of-tsv = 请写成 .csv；用 --dialect excel 可直接在电子表格软件中打开
instead-of-old-workbook = 请写成 .xlsx
instead-of-compressed = 请写到标准输出再压缩，例如 -o - --format csv | gzip > records.csv.gz（convert 用 --to csv）
format-differs = 文件扩展名应为 .{ $format }，即 { $origin } 所选的格式，实际为 .{ $extension }：请修改文件名，或将格式改为 { $other }
binary-to-terminal = 应为文件，实际为终端，终端无法显示此格式：请用 -o FILE，选择 csv 或 ndjson 格式，或重定向标准输出

## 导出的参数

request-parameters-call = 接口参数
deprecation-note = { " " }[{ $deprecation }]
deprecated-call = 该服务接口{ $deprecation }。
default-note = { " " }[默认值：{ $default }]
example-note = { " " }[示例：{ $example }]
give-flag-or-variable = 请用 { $flag } 给出，或设置 DESKLEDGER_{ $name }

## 子命令 import

about-import = 将文件中的连接记录导入本地存储
description-of-import = 将文件中的连接记录导入本地存储：XLSX、CSV、NDJSON、Parquet 或列表接口返回的 JSON，也可以是 gzip 或 ZIP 压缩的。文档中没有定义的列会略去并给出提示。同一文件导入两次不会改变任何内容。遇到错误行时导入中止，不保留任何内容，除非给出 --on-error skip。
argument-files = 要导入的文件，- 表示标准输入
no-project = 应给出 --project-id PROJECT_ID（记录所属的项目），实际没有
flag-project-of-import = 记录所属的项目，必填 [环境变量：DESKLEDGER_PROJECT_ID、HUAWEICLOUD_SDK_PROJECT_ID]
flag-new-project = 项目不存在时创建
flag-correct = 替换与新值不同的已存值，并在表 correction 中保留新旧值
on-error-of-import = abort 不保留任何内容，skip 略去该行并给出提示
imported = 项目 { $project }：{ $records }：新增 { $added } 条，更新 { $updated } 条，更正 { $corrected } 条，未变 { $unchanged } 条，错误行 { $bad } 行
importing-nothing-was-kept = 导入失败，未保留任何内容
correct-replaces = import --correct 会替换已存储的值
import-left-out = 已略去 { $row }
left-out-values = 已略去“{ $name }”的 { $count } 个值：文档中没有定义此列
left-out-further-values = 已略去其他列的 { $more } 个值

## 子命令 schema

argument-schema = 要描述其结果的子命令；config 为配置文件，serve 和 chaos 为 `serve --config` 和 `serve --chaos` 的文件；error 仅为失败时的输出
about-schema = 输出 --json 的结果或配置文件的 JSON Schema
schema-writing-schema = 写出 JSON Schema 失败

## 子命令 seed

about-seed = 用合成的记录填充本地存储；相同的选项生成相同的记录
flag-records = 记录条数
flag-seed = 生成记录所用的随机种子
flag-days = 记录分布的天数
flag-end = 记录的截止时间（UTC），精确到分钟
seed-invalid-end = --end：{ $error }，实际为“{ $end }”
seeded = 项目 { $project-id } 中生成 { $records }，其中新增 { $added } 条
filling-store-nothing-was-kept = 写入存储失败，未保留任何内容
seed-invalid-minute = --end：{ $error }，实际为“{ $minute }”

## 子命令 serve

serve-plaintext = 来自其他机器的连接未加密：请设置 tls_certificate 和 tls_key，或在代理之后只监听回环地址
serve-reading-tokens = 读取令牌失败
serve-notes =
    就绪时输出一行 `listening on http://ADDR`。收到 SIGTERM 或 SIGINT 时先完成正在进行的工作。
    DESKLEDGER_LOG 选择写到标准错误的日志：级别（error、warn、info、debug、trace），也可按模块指定，例如
    `warn,audit=info`。
about-serve = 运行参考服务器：同样的接口，数据来自本地存储
serve-listening = 监听 { $listen } 失败
serve-new-token = 已生成令牌，仅显示这一次，保存在 { $path } 中：{ $token }

## serve 的设置

flag-config-of-serve = TOML 格式的设置（见 deskledger schema serve）；命令行和环境变量优先 [环境变量：{ $value }CONFIG]
no-data-directory = 应给出存储目录，实际没有：请用 --data DIR 给出，设置 { $variable }，或在 --config 的文件中写入 data = "DIR"
incomplete-settings = 设置：已给出 { $given }，还应给出 { $missing }，实际没有
unknown-variables = 环境变量：应为 `deskledger serve --help` 列出的变量，实际有 { $found }

## 子命令 spec

about-spec-check = 列出文档中的全部问题，并给出文件、行和列
exit-codes-of-spec-check =
    退出码：
      0  没有问题，或只有警告
      1  有错误
      2  有文件无法读取，或用法错误
argument-documents = YAML 或 JSON 格式的 OpenAPI 文档
flag-root = 引用的文件必须位于此目录之内 [默认值：文档所在的目录]
flag-max-files = 一个文档最多可由多少个文件组成 [默认值：256]
flag-max-document-size = 文档及其所有文件的总大小上限，单位为字节 [默认值：16777216]
about-spec = 检查、比较、发布 OpenAPI 文档，提供模拟服务，并生成代码
no-spec-subcommand = 应有子命令，例如 spec check FILE，实际没有：spec --help 会列出全部子命令
about-spec-diff = 比较文档的两个版本：列出每项变更及其等级，并给出下一个版本号
exit-codes-of-spec-diff =
    变更等级（由高到低）：breaking（不兼容，会有客户端出错）、maybe（仅凭文档无法判定）、
    source-only（使用 Rust SDK 的代码可能无法编译）、safe（兼容）、information（仅供参考）。

    退出码：
      0  没有达到 --fail-on 等级的变更
      1  有这样的变更，或文档有错误、不是 OpenAPI 3.0 至 3.2
      2  文件或版本无法读取，或用法错误
argument-old-document = 旧版本：文件，或 git 中的 REVISION:PATH
argument-new-document = 新版本：文件，或 git 中的 REVISION:PATH
flag-report = 报告格式；JSON 请用 --json [默认值：text]
flag-fail-on = 有达到或超过此等级的变更时以失败退出
flag-ignore = 已接受的变更，每项都有理由和截止日期
spec-diff-fails = 不应有等级为 { $level } 或更高的变更，实际有 { $count } 项：请改回文档，发布新的主版本，或用 --ignore 接受这些变更
about-spec-drift = 比较线上服务与其文档：状态码、媒体类型、响应头、未知字段与缺失字段
exit-codes-of-spec-drift =
    只调用不改变数据的操作（GET、HEAD、OPTIONS），每个一次，参数取文档中的示例和默认值。
    差异按“从文档到服务的变更”报告。

    退出码：
      0  没有达到 --fail-on 等级的差异
      1  有这样的差异，没有调用任何操作，没有调用成功，或文档有错误
      2  文档无法读取，或用法错误
      4  服务没有响应
flag-endpoint-of-drift = 服务地址，其后接文档中的路径
flag-parameter = 参数值，用于所有含该参数的操作；可重复给出
flag-header = 每个请求附带的请求头，例如 'Authorization: Bearer TOKEN'，或 @FILE（每行一个请求头）；可重复给出
flag-allow = 同时调用此操作，即使其方法可能改变数据；可重复给出
flag-allow-http-of-drift = 允许以未加密的 HTTP 访问其他机器
spec-drift-fails = 不应与文档有等级为 { $level } 或更高的差异，实际有 { $count } 项：请更正文档或服务
drift-nothing = 应有可调用的操作，实际 { $count } 个操作均不可调用：请用 --parameter 给出参数值，或用 --allow 允许操作
drift-no-success = 应有成功的调用，实际 { $count } 个调用均被服务拒绝：请检查 --header、--parameter 或 --endpoint
drift-no-pair = --parameter：应为 NAME=VALUE，实际为 { $found }
drift-no-header = --header：应为 NAME: VALUE，实际没有冒号
drift-no-operation = --allow：应为文档中的操作（{ $known }），实际为 { $name }
drift-no-request = { $name }：方法和请求头应符合 HTTP：请检查 --parameter 和 --header
drift-late = { $name }：应在 { $seconds } 秒内收到完整响应，实际没有
drift-cut = { $name }：应收到完整响应，实际中断：{ $why }
drift-long = { $name }：响应不应超过 { $limit } 字节，实际更长
about-spec-release = 准备发布：版本号、带迁移说明的变更日志，以及所有生成的内容
exit-codes-of-spec-release =
    检查文档，并与上一次发布（git 标签）比较。文档版本号改为按语义化版本应有的版本号，
    已经更高时不变。然后运行 release.toml 中的步骤。不会提交或打标签；再次运行不会有变化。

    退出码：
      0  已写入，或已是最新
      1  使用 --check 时有内容不是最新；或文档有错误，或某个步骤失败
      2  文件或版本无法读取，或用法错误
argument-released-document = OpenAPI 文档，一起发布并使用同一版本号 [默认值：release.toml 中的文档，否则为 openapi.yaml]
flag-check-of-release = 不写入任何内容；有内容不是最新时以失败退出
flag-since-release = 上一次发布的 git 版本 [默认值：符合 release.toml 的最高标签，否则为 v*]
release-writing = 写入 { $path } 失败
release-stale = 版本 { $version }：文件应为最新，实际已过期：{ $stale }：请运行 deskledger spec release
release-current = 版本 { $version }：所有内容都是最新
release-written = 版本 { $version }：已写入 { $files }：请提交，然后运行：git tag { $tag }
release-no-version = 两个版本的文档都应有形如 1.4.2 的版本号，实际为 { $found }：请更正 info.version，或用 --since 指定其他版本
release-cannot-edit = 文档第 { $line } 行应有版本号 { $found }，实际写法不同：请写成普通文本或带引号的文本
release-step = 步骤 { $step }：应成功，实际为 { $why }：请更正后再次运行 deskledger spec release
release-tag = tag：应为含 { "{" }version{ "}" } 的模板，实际为 { $found }
spec-diff-broken =
    无法比较 { $name }：
    { $problems }
not-a-repository = 当前目录应在 git 仓库中，实际不在：请在仓库中运行，或直接给出文件
unknown-revision = 应为 git 版本，实际没有 { $revision }：可用 git log 和 git tag 查看版本
not-in-revision = 版本 { $revision } 中应有 { $path }，实际没有：路径从仓库顶层目录开始，或以 ./ 从所在目录开始
no-git = { $name }：读取版本需要 git，但它无法运行：{ $why }：请安装 git，或直接给出文件
spec-cannot-read = { $path }：无法读取：{ $why }
about-spec-generate = 由文档生成 Rust 包：客户端、校验器、示例、测试
exit-codes-of-spec-generate =
    用户添加到包中的文件保持不变。生成后被改动的文件不会被覆盖：命令会列出其名称，且不写入任何文件。

    退出码：
      0  已写入，或无须改动
      1  文档有错误；使用 --check 时，包与文档不一致
      2  文件无法读取、目录中有其他内容、生成的文件被改动，或用法错误
      5  文件无法写入
argument-document = YAML 或 JSON 格式的 OpenAPI 文档
flag-package-directory = 包的目录：新目录、空目录或先前生成的目录
flag-package-name = 包的名称
flag-package-runtime = 运行时的来源：本项目所在目录、git 地址（可加 #REVISION）或版本号 [默认值：本命令的版本]
flag-package-license = 包的许可证，SPDX 表达式 [默认值：文档中的许可证]
flag-package-repository = 包的代码仓库，显示在注册表页面上
flag-package-server = 同时生成服务端：每个标签一个 trait，由 server 特性启用
flag-package-check = 不写入；包与文档不一致时返回失败
spec-mock-broken =
    无法为 { $name } 提供模拟服务：
    { $problems }
spec-release-broken =
    无法发布 { $name }：
    { $problems }
spec-broken =
    { $name }：未生成任何内容：
    { $problems }
package-name = 应为包的名称，例如 my-api，实际为 { $name }：以字母开头，由字母、数字、- 和 _ 组成，且不是 Rust 关键字
package-runtime = --runtime：应为含有 crates/runtime 的目录、git 地址或版本号，实际为 { $found }
package-runtime-path = 读取 { $path } 失败
package-making = 读取生成的代码失败
package-reading = 读取包 { $path } 失败
package-writing = 写入包 { $path } 失败
package-other-directory = 应为新目录、空目录或已生成的包，实际在 { $path } 中有 { $found }：请指定其他目录
package-edited = 生成的文件应保持原样，实际有改动：{ $names }：请将改动移到自己的文件中，删除这些文件后重新运行
package-stale = 包应与文档一致，实际内容不同：{ $names }：请运行 { $command }
package-generated = { $path }：写入 { $written } 个文件，{ $unchanged } 个未变；{ $calls } 个调用，其中 { $tested } 个有测试
about-spec-mock = 按文档提供模拟服务：请求按全部规则校验，响应取自示例与模式
exit-codes-of-spec-mock =
    开始接受请求时输出“listening on URL”；SIGINT 与 SIGTERM 停止服务。违反规则的请求被拒绝，返回 400 及全部违规项。
    接受任意凭证；没有凭证的请求返回 401。

    退出码：
      0  已停止
      1  文档有错误
      2  文件无法读取，或用法错误
      5  地址无法使用
    130  被中断
flag-mock-listen = 地址与端口；端口 0 表示任意空闲端口
flag-mock-seed = 没有示例的值所用的随机种子
flag-mock-chaos = 注入的故障，与 serve 相同；deskledger schema chaos 输出其格式
mock-no-response = { $operation }：未找到符合其响应 schema 的值；在文档给出示例之前，调用返回 501
spec-unreadable = 应有 { $file } 个可读的文件，实际有 { $unreadable } 个不可读
spec-errors = { $error } 个文件中有 { $file } 个错误

## 子命令 sdk

about-sdk = 由 OpenAPI 文档生成 Rust 以外语言的 SDK
about-sdk-build = 使用该语言社区的生成器（版本固定）由文档生成 SDK
exit-codes-of-sdk-build =
    生成器只安装一次，位于 --tools 指定的目录。用户添加到 SDK 中的文件保持不变。生成后被改动的文件不会被覆盖：
    命令会列出其名称，且不写入任何文件。

    退出码：
      0  已写入，或无须改动
      1  文档有错误，或生成器失败；使用 --check 时，SDK 与文档不一致
      2  缺少程序、文件无法读取、目录中有其他内容、生成的文件被改动，或用法错误
      5  文件无法写入
argument-sdk-language = SDK 的语言
flag-sdk-directory = SDK 的目录：新目录、空目录或先前生成的目录 [默认值：sdk/LANGUAGE]
flag-sdk-name = 包的名称；Go 语言中为模块路径 [默认值：文档标题的小写形式]
flag-sdk-layer = 加入生成代码的文件，例如其上的薄层；可重复
flag-sdk-tools = 生成器的目录 [默认值：$XDG_CACHE_HOME/deskledger/sdk，否则为 ~/.cache/deskledger/sdk]
flag-sdk-check = 不写入；SDK 与文档不一致时返回失败
no-sdk-subcommand = 应为 sdk build LANGUAGE [FILE]，实际没有子命令
sdk-missing = PATH 中应有程序 { $program }，实际没有：请运行 apt-get install { $package } 安装，或从 { $site } 获取
sdk-name = 应为包的名称，例如 my-api，实际为 { $name }：以字母开头，由小写字母、数字、- 和 _ 组成；npm 可带 @scope/，Go 可为路径；不能是该语言的关键字
sdk-no-home = 应有用于存放生成器的主目录，实际没有：请用 --tools 指定目录
sdk-installing = 在 { $path } 中安装生成器失败
sdk-busy = { $path } 应由一个进程独占，实际有另一个 deskledger sdk build 正在使用：请等待其结束，或用 --tools 指定其他目录
sdk-generating = 生成 { $language } SDK 失败
sdk-running = 运行 { $program } 失败
sdk-step =
    { $command }：应成功，实际为 { $status }：
    { $log }
sdk-layer-name = --layer：文件名不应与生成的文件相同，实际为 { $name }：请重命名该文件
sdk-layer = --layer：文件应能与生成的代码一起编译，实际为：{ $problem }
sdk-problem = 注意：编译器拒绝 { $generator } 生成的代码：{ $problem }
sdk-built = { $path }：{ $language } SDK，由 { $generator } 生成；写入 { $written } 个文件，{ $unchanged } 个未变

## 子命令 docs

about-docs = 生成 OpenAPI 文档的文档站点
about-docs-build = 由接口文档生成静态文档站点：带示例的 API 参考、页面和搜索，提供中英文
exit-codes-of-docs-build =
    站点由文件组成，无需服务器和网络即可使用。每个页面都有 Markdown 版本，列于 llms.txt。

    退出码：
      0  已生成
      1  接口文档、页面或模板有误；未写入任何内容
      2  文件无法读取，目录中有其他文件，或用法错误
      5  文件无法写入
flag-output-of-docs = 站点目录：不存在、为空，或为先前生成的站点（将被替换）
flag-pages = Markdown 页面所在目录，以 index.md 为入口：其中的链接列表构成导航，NAME.zh.md 是 NAME.md 的中文版本，samples/NAME.LANGUAGE 是示例模板
flag-changes = 变更页面所比较的 git 版本，例如 v1.0.0..v2.0.0；只给出一个时，列出此后的变更 [默认值：CHANGELOG.md 中的各次发布]
no-docs-subcommand = 应为 docs build [FILE]，实际没有子命令
# $found
docs-no-revisions = --changes：应为“版本”或“旧版本..新版本”，实际为“{ $found }”
# $problems
docs-problems =
    未生成站点：
    { $problems }
# $files
docs-outside = 注意：以下链接不指向站点的任何部分：{ $files }：请将这些文件复制到站点目录，或修改链接
# $count, $directory
docs-written = 已在 { $directory } 中写入 { $count } 个文件；请打开其中的 index.html

## 配置

instead-of-token = token_file，即存放令牌的文件
instead-of-password = iam_password_file，即存放密码的文件
instead-of-access-key = credentials_section，即厂商凭证文件中的一节
instead-of-secret = 指向文件的键
unknown-profile = { $origin }：应为 { $path } 中的配置方案（{ $known }）之一，或厂商凭证文件中的一节，实际都没有名为 { $value } 的
secret-in-file = 此文件不保存机密；请改用{ $replacement }
password-in-proxy-key = { $key }：应为不含密码的地址，实际含有密码：此文件不保存机密；请将该地址放入 DESKLEDGER_PROXY
default-configuration = 未指定其他配置文件时读取此文件：请更正或删除它，或给出 --config FILE
table-of-settings = 设置的表
config-file-syntax = TOML 语法错误：{ $problem }
config-file-unknown = 没有名为 `{ $name }` 的键：{ $hint }

## 配置：连接

connection-service-credentials = 服务与凭证
no-endpoint = 应给出终端节点，实际没有：请用 --endpoint URL 或 --region NAME 给出，或设置 DESKLEDGER_ENDPOINT
certificate-without-key = 应同时给出客户端证书及其私钥，实际只有 { $found }：请用 --cert 和 --key 给出
password-in-proxy-flag = --proxy：应为不含密码的地址，实际含有密码，本机上的其他人可以看到：请改为设置 DESKLEDGER_PROXY
connection-reading = { $origin }：读取 { $value } 失败

## 配置：凭证

flag-token = 用户令牌本身；本机上的其他人可以看到，因此请优先使用 --token-file
flag-profile = 配置文件中的配置方案；没有此名称的方案时，为厂商凭证文件 ~/.huaweicloud/credentials 中的一节，其访问密钥用于对请求签名 [环境变量：DESKLEDGER_PROFILE；HUAWEICLOUD_SDK_AK 和 HUAWEICLOUD_SDK_SK 为密钥本身，HUAWEICLOUD_SDK_CREDENTIALS_FILE 指定其他文件]
flag-config = 配置文件（格式见 deskledger schema config）[环境变量：DESKLEDGER_CONFIG] [默认值：XDG_CONFIG_HOME 或 ~/.config 下的 deskledger/config.toml]
no-credential = 应给出令牌、访问密钥或 IAM 用户，实际没有：请用 --token-file FILE 或 --iam-user NAME 给出，或设置 DESKLEDGER_TOKEN，或设置 HUAWEICLOUD_SDK_AK 和 HUAWEICLOUD_SDK_SK，或写入 ~/.huaweicloud/credentials
credential-token = 令牌
credential-standard-input = 标准输入
no-iam-domain = 已给出 { $beside }，还应给出 IAM 用户的账号名，实际没有：请用 --iam-domain NAME 给出
credential-password = 密码
no-iam-password = 已给出 { $beside }，还应给出 IAM 用户的密码，实际没有：请用 --iam-password-file FILE 给出
reading-from-standard-input = 从标准输入读取{ $what }失败
empty-standard-input = 标准输入：应为{ $what }，实际没有内容：请检查管道前的命令是否输出了它

## 本地存储

flag-store = 记录的存储：clickhouse://[USER@]HOST:PORT[,HOST:PORT ...]/DATABASE（clickhouses:// 启用 TLS），密码取自环境变量 DESKLEDGER_STORE_PASSWORD；不给出则为 --data 目录中的文件。集群的用户和密钥保存在集群中，该目录中是副本 [环境变量：DESKLEDGER_STORE]
opening-the-cluster = 打开集群失败
expected-the-embedded-store = --store、DESKLEDGER_STORE：backup、restore、check 和 optimize 处理 --data 中的文件，不能用于集群：集群中的记录请用 ClickHouse 的备份；要处理 --data 中的用户和密钥，请去掉该地址
no-cluster-in-this-build = --store：此构建只含内置存储；请安装启用了 clickhouse 特性的命令
flag-month = 已结束的月份（UTC），例如 2026-01
flag-seal-to = 文件存放位置：s3://BUCKET/PATH（由 AWS_... 变量配置），或 file:///PATH
about-admin-store-seal = 把集群中一个月份的记录移入对象存储，导出从那里读取；中断后可再次运行
about-admin-store-unseal = 把所有项目的一个月份移回集群，并删除其文件
flag-copy-to = 复制的目标存储，写法同 --store
about-admin-store = 记录的存储
about-admin-store-copy = 把所有项目的记录复制到另一存储，并核对条数和摘要；中断后可再次运行
copy-differs = 项目 { $project }：应有 { $expected } 条记录，实际为 { $found } 条，或取值不同：复制期间添加了记录，或目标中已有其他记录；请停止服务器后重新复制以确认
flag-data = 存储目录；不存在则创建
flag-project-id = 记录所属的项目；不给出则为文档示例中的项目 [环境变量：DESKLEDGER_PROJECT_ID、HUAWEICLOUD_SDK_PROJECT_ID]
data-dir-opening-store = 打开 { $shown } 中的存储失败

## 配置：文件

expected-single-value = 应为单个值
config-file-invalid-value = 值无效：{ $problem }
config-file-invalid-type = 类型无效：{ $problem }
config-file-expected-one = 应为 { $known } 之一
empty-flag = 应有值，实际为空文本：请给出值，或去掉该参数
not-utf-8 = 应为 UTF-8 文本，实际含有其他字节

## 设置的值

env-note = { " " }[环境变量：{ $variables }]
number-between = { $min } 到 { $max } 的整数
host-and-port = 地址与 0 到 65535 的端口，例如 127.0.0.1:8080
some-seconds = 秒数，例如 2 或 0.5
true-or-false = true 或 false
any-text = 文本
expected-but-found = 应为{ $expected }，实际为 { $value }

## 参数与环境变量

resolve-reading-settings = 读取设置失败
resolve-environment-variable = 环境变量 { $name }

## 配置：传输

flag-progress = 进度的显示方式：bar 为终端上的进度条，是默认方式；json 为每行一个 JSON 对象（格式见 deskledger schema progress），与 --json 的结果并存；none 为不显示
flag-progress-file = 将 --progress json 的各行追加到文件、管道或 /dev/fd/3，而不写到标准错误
flag-allow-unproved-end = 即使文件结尾仅由连接结束证明，也保存 CSV 或 NDJSON 文件；此时 --json 含 "end": "unproved"
end-is-unproved = 文件结尾未得到证明：服务既未发送长度也未分块，文件可能不完整
flag-no-resume = 从头开始，忽略先前运行留下的内容
flag-sha256 = 在下载过程中计算文件的 SHA-256，并按 sha256sum 的格式输出
flag-no-keep-partial = 导出失败或中断时删除部分文件（.part）；否则保留，再次执行同一命令即可续传
flag-max-size = 文件超过此大小则失败
transfer-retries-limits = 重试与限制

## 启动

no-subcommand = 应给出子命令，实际没有；请参阅 deskledger --help
log-filter = 应为级别（error、warn、info、debug、trace）或各模块的级别，例如 deskledger=info，实际为“{ $found }”
dispatch-starting-threads = 启动线程失败

## 终端：输出

output-writing-result = 写出结果失败
writing-standard-output = 写入标准输出失败

## 终端：进度

progress-retrying = { $delay } 秒后重试，原因：{ $reason }
progress-bytes-of = { $bar } 已收到 { $bytes }，共 { $total }，{ $rate }，剩余 { $left }
progress-bytes = { $spinner } 已收到 { $bytes }，{ $rate }，用时 { $elapsed }
progress-records-of = { $bar } 已处理 { $records } 条记录，共 { $total } 条，剩余 { $left }
progress-records = { $spinner } { $records } 条记录，用时 { $elapsed }

## 终端：信号

signals-listening-signals = 监听信号失败

## 子命令 man

about-man = 写出手册页
flag-dir-of-man = 手册页写入的目录；不存在则创建。要让 man 找到，例如 ~/.local/share/man/zh_CN/man1
writing-pages = 将手册页写入 { $path } 失败
man-name = 名称
man-synopsis = 概要
man-description = 描述
man-notes = 说明
man-version = 版本
man-examples = 示例
man-rules = 规则
pages-written = { $path } 中写出了 { $count } 页
man-exit-status = 退出码
man-environment = 环境变量
man-files = 文件
man-see-also = 另见
man-variable-log = 标准错误上记录的内容，例如 deskledger=debug
man-variable-language = 文本的语言：英文或中文
man-file-config = 按配置方案分组的设置（deskledger schema config）
man-file-credentials = 厂商的凭证文件，含访问密钥
man-file-part = 正在写入的输出
man-file-resume-metadata = 之后续传 FILE.part 所需的信息
man-file-store = 记录
man-file-access = 用户、项目和密钥；接受的令牌
man-file-pages = man 查找手册页的目录（deskledger man）
man-file-completions = bash 查找补全脚本的位置（deskledger completions）
exit-codes-heading = 退出码：

## 用法错误

usage-error = 错误：{ $problem }
usage-similar-subcommand = 提示：有相近的子命令 { $names }
usage-similar-argument = 提示：有相近的参数 { $names }
usage-similar-value = 提示：有相近的值 { $names }
usage-of-command = 用法：{ $usage }
usage-see-help = 更多信息请参阅 --help。
usage-similar = { $problem }；相近的有 { $names }
usage-unknown-argument = 没有名为 { $flag } 的参数
usage-unknown-subcommand = 没有名为 { $name } 的子命令
usage-no-value = { $flag } 需要一个值，实际没有
usage-no-value-of = { $flag } 需要一个值，实际没有；可以是 { $values }
usage-invalid-value = { $flag } 的值 "{ $value }" 无效
usage-invalid-value-of = { $flag } 的值 "{ $value }" 无效；可以是 { $values }
usage-invalid-value-because = { $flag } 的值 "{ $value }" 无效：{ $why }
usage-missing-arguments = 缺少必需的参数：{ $flags }
usage-missing-subcommand = { $name } 之后应给出子命令：{ $known }
usage-repeated = { $flag } 只能给出一次
usage-conflict = { $flag } 不能与 { $others } 同时使用
usage-conflict-with-others = { $flag } 不能与给出的其他参数同时使用
usage-too-many-values = { $flag } 不能再有更多的值，实际还有 "{ $value }"
usage-too-few-values = { $flag } 至少需要 { $min } 个值，实际只有 { $found } 个
usage-wrong-number-of-values = { $flag } 应有 { $expected } 个值，实际有 { $found } 个
usage-no-equals = { $flag } 与它的值之间需要等号
usage-not-utf-8 = 有参数不是合法的 UTF-8
usage-number-too-long = 这个整数太长：应在 { $min } 到 { $max } 之间
usage-whole-number = 应为整数，在 { $min } 到 { $max } 之间
usage-not-in-range = 应在 { $range } 范围内

## 读取文件的选项

flag-encoding = 文本文件的编码，例如 utf-8、gb18030 或 windows-1252 [默认值：由内容判断]
flag-delimiter = CSV 的列分隔符：一个字符，或 comma、tab、semicolon、pipe [默认值：由内容判断]
flag-date-order = 4/5/2020 这类日期中日、月、年的顺序；不给出则拒绝这类日期
flag-time-zone = 没有写明时区的时间所用的时区，例如 Asia/Shanghai、+08:00 或 local。不给出则拒绝这类文本，工作簿中的日期按 UTC 读取

## 客户端的设置：选项、环境变量和配置文件

setting-endpoint = 服务的终端节点，例如 http://127.0.0.1:8080
setting-region = 云服务的区域，例如 cn-north-4
setting-allow-http = 允许将凭证不加密地发送到非本机的 http 终端节点
setting-token-file = 含有用户令牌的文件，- 表示标准输入；DESKLEDGER_TOKEN 为令牌本身
setting-iam-user = 以其密码换取令牌的 IAM 用户；需要 --iam-domain 和 --iam-password-file
setting-iam-domain = IAM 用户所属的账号（domain）
setting-iam-password-file = 含有 IAM 用户密码的文件，- 表示标准输入；DESKLEDGER_IAM_PASSWORD 为密码本身
setting-iam-project = 令牌所针对的项目的名称；不给出则使用请求中的项目 ID
setting-iam-endpoint = 身份服务（IAM）的地址；不给出则使用厂商凭证文件中的 iam_endpoint，或该区域的地址
setting-cacert = 除系统证书外还信任的 PEM 格式证书
setting-cert = 服务要求时提供的 PEM 格式客户端证书
setting-key = 客户端证书的 PEM 格式私钥
setting-proxy = 访问 NO_PROXY 以外的主机时使用的代理，不含密码：只有环境变量可以含有密码。不给出则使用 HTTPS_PROXY、HTTP_PROXY 或 ALL_PROXY
setting-user-agent = User-Agent 请求头，用于有此要求的网关
setting-max-attempts = 每个请求的最大尝试次数
setting-retry-delay = 首次重试前随机延迟的上限（秒），例如 0.5；每次重试加倍
setting-retry-max-delay = 重试前随机延迟的上限（秒）
setting-retry-after-max = 服务可以用 Retry-After 要求的最长等待时间（秒）
setting-retry-max-time = 首次失败后超过此秒数不再开始重试
setting-max-time = 整个导出的最长时间（秒）：获取令牌、各次尝试、等待和文件传输；不给出则不限
setting-connect-timeout = 建立连接的最长时间（秒）
setting-response-timeout = 服务开始响应的最长时间（秒）
setting-idle-timeout = 文件传输中没有数据的最长时间（秒）

## 服务器的设置

server-setting-log = 日志的格式；每次导出的审计行始终包含在内
server-setting-max-concurrent-exports = 最大并发导出数；超出的请求返回 429
server-setting-max-concurrent-exports-per-project = 同一项目的最大并发导出数
server-setting-max-concurrent-batches = 内存中记录批的最大数量；超出的请求返回 429
server-setting-max-concurrent-lists = 列表接口的最大并发请求数；超出的请求返回 429
server-setting-max-connections = 最大连接数；新的连接取代最早的未认证连接，否则等待
server-setting-export-timeout = 导出的最长秒数
server-setting-max-rejected-per-address = 同一地址每分钟被 401 拒绝的最大请求数；超出时返回 429
server-setting-max-connections-per-address = 同一地址未认证的最大连接数；新的连接取代最早的连接
server-setting-trusted-proxies = 代理的地址和网段，以逗号分隔；采用其 Forwarded 或 X-Forwarded-For 中的调用方地址
server-setting-log-level = 日志的过滤条件，例如 info 或 warn,audit=info；收到 SIGHUP 时重新读取；DESKLEDGER_LOG 优先
server-setting-max-header-bytes = 请求行和请求头的最大字节数
server-setting-max-body-bytes = 请求体的最大字节数
server-setting-data = 存储目录；不存在则创建
server-setting-store = 记录的存储：clickhouse://[USER@]HOST:PORT[,HOST:PORT ...]/DATABASE（clickhouses:// 启用 TLS），密码取自环境变量 DESKLEDGER_STORE_PASSWORD；不给出则为 DIR 中的文件。集群的用户和密钥保存在集群中，DIR 中是副本
server-setting-listen = 地址和端口；端口 0 表示任选一个空闲端口
server-setting-token-file = 接受的令牌文件，每行一个；不给出则为首次启动时生成的 DIR/tokens
server-setting-tls-certificate = PEM 格式的证书：以 https 提供服务
server-setting-tls-key = 该证书的 PEM 格式私钥
server-setting-chaos = 要注入的故障，JSON 格式（见 deskledger schema chaos）：用于测试客户端
server-setting-retention-days = 记录保留天数，从连接开始时算起；不给出则一直保留
server-setting-retention-max-percent = 一次保留期清理最多删除全部记录的百分比；超出时不删除，须运行 deskledger admin retention
server-setting-token-ttl-hours = 以密码换取的令牌的有效小时数
server-setting-header-timeout = 接收请求行和请求头的超时秒数，也是空闲连接的超时秒数
server-setting-body-timeout = 接收请求体的超时秒数
server-setting-write-timeout = 客户端不接收响应数据的超时秒数
server-setting-shutdown-timeout = 关闭时等待进行中请求完成的最大秒数

## 命令行解析器的帮助

help-flag = 显示帮助
help-flag-see-more = 显示帮助（--help 显示更多内容）
help-flag-see-summary = 显示帮助（-h 显示摘要）
version-flag = 显示版本
help-subcommand = 显示本帮助，或指定子命令的帮助
help-template =
    { "{" }before-help{ "}" }{ "{" }about-with-newline{ "}" }
    用法：{ "{" }usage{ "}" }

    { "{" }all-args{ "}" }{ "{" }after-help{ "}" }
heading-subcommands = 子命令
heading-arguments = 参数
heading-options = 选项
default-value = [默认值：{ $value }]
possible-values = [可选值：{ $values }]

## 转换

thread-has-died = 线程已异常终止
input-read-once = 只能读取一次
another-input-format = 应为 --from 指定的 { $from }，实际为 { $found }
