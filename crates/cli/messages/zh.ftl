### 命令的消息：帮助、结果和失败。

## sentences

within = { $place }：{ $what }
broken-rule = { "  " }{ $flag }: { $message }
more-broken-rules = { "  " }另有 { $count } 项
value-came-from = { $flag } 的值来自{ $origin }
credential-came-from = 凭证来自{ $origin }
comma = 、
or = { $list } 或 { $last }
expected-found = 应为{ $expected }，实际为 { $found }
variables = { " " }[环境变量：{ $names }]

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

## args

on-error = 遇到不是有效记录的行时如何处理：{ $actions }
examples = 示例：
replace-an-existing-file = 替换已有的文件
print-the-result-or-the-error = 以 JSON 输出结果或错误：--output-format json 的简写
format-of-the-result = 结果或错误的输出格式：text 为文本，json 为 JSON [默认值：text]
directory-of-the-store-created-if = 存储目录；不存在则创建
project-of-the-records-without = 记录所属的项目；不给出则为文档示例中的项目 [环境变量：DESKLEDGER_PROJECT_ID、HUAWEICLOUD_SDK_PROJECT_ID]

## cli

exports-cloud-desktop-connection-records = 将云桌面的连接记录从云上导出为文件

## command/admin

expected-an-existing-one = 应为已有的{ $what }，实际没有此名称的{ $what }
name-of-the-user = 用户名
the-project = 项目 ID
id-of-the-access-key = 访问密钥的 ID（AK）
file-with-the-password = 第一行为密码的文件，- 表示标准输入
reader-may-export-and-list-writer = reader 可以导出和列出，writer 还可以添加记录，admin 还可以授予他人权限
name-of-the-project-in-requests = 请求令牌时使用的项目名称
directory-of-the-backup-it-must = 备份目录；必须尚不存在，完整后才会出现
backs-up-records-users-and-tokens = 在服务器运行时备份记录、用户和令牌；要恢复，让服务器使用备份目录即可
manages-users-projects-and-access-keys = 管理参考服务器的用户、项目和访问密钥，并备份其数据
access-keys-ak-and-sk = 访问密钥（AK 和 SK）
generates-a-key-and-prints = 生成密钥并以 JSON 输出；其私密部分（SK）只显示一次
removes-a-key = 删除密钥
users-and-their-passwords = 用户及其密码
adds-a-user-fails-if = 添加用户；已存在则失败
changes-the-password-of-a-user = 更改用户的密码
removes-a-user-with-its-keys = 删除用户及其密钥和角色
prints-users-projects-and-keys = 以 JSON 输出用户、项目和密钥，每行一个用户
registers-a-project-that-has-no = 登记一个尚无记录的项目，或更改项目的名称
grants-a-user-a-role = 授予用户在项目中的角色；更换角色会使其在该项目中的令牌失效
projects-and-the-roles-of-users = 项目，以及用户在其中的角色
prints-projects-names-and-roles = 以 JSON 输出项目、名称和角色，每行一个项目
revokes-the-role-of-a-user = 撤销用户在项目中的角色
expected-data-dir-the-directory = 应以 --data DIR 给出存储目录，实际没有
user = 用户
key = 访问密钥
the-users-of-the-server = 处理服务器的用户失败
expected-a-new-user-found-one = 应为新用户，实际已有此名称的用户：请用 admin user passwd 更改其密码
expected-an-existing-user-found-none = 应为已有的用户，实际没有此名称的用户：请用 admin user add 添加
copying-the-store = 复制存储失败
reading-the-password = 从 { $shown } 读取密码失败

## command/completions

prints-a-completion-script = 输出 shell 的补全脚本
the-shell = shell 的名称

## command/convert

left-out = 已略去{ $row }
the-thread-has-died = 线程已异常终止
another-input-format = 应为 --from 指定的 { $from }，实际为 { $found }
row-of-file = { $file } { $row }
converts-a-file-of-records = 将记录文件转换为另一种格式：XLSX、CSV、NDJSON 或 Parquet
converts-a-file-of-records-2 =
    将记录文件转换为另一种格式：XLSX、CSV、NDJSON 或 Parquet。

    输入的格式由其内容判断：XLSX、CSV（UTF-8、UTF-16、GB18030）、NDJSON、列表接口返回的 JSON、Parquet；也可以带 gzip、ZIP 或 multipart 包装。标题可以是英文、中文或字段名。文档中没有定义的列会保留。输出文件要么完整出现，要么不出现。
file-to-read-or-for-standard = 要读取的文件，- 表示标准输入
path-of-the-output = 输出文件的路径，- 表示标准输出；写往管道或设备时直接写出字节
reject-any-other-input-format = 拒绝其他格式的输入
output-format-by-default = 输出格式；默认由输出文件的扩展名决定
excel-csv-has-a-byte-order = excel：CSV 带有字节顺序标记（BOM），文本不会变成公式；plain：值保持原样，以字段名为标题 [默认值：XLSX 为 excel，其他为 plain]
language-of-the-headings-default-en = 标题的语言 [默认值：excel 为 en_US，plain 为字段名]
abort-write-no-file-skip-leave = abort 不生成文件，skip 略去该行并给出提示
left-out-more = 另略去 { $more } 行
records = { $path } 中有 { $records } 条记录
converting = 转换失败
expected-the-format-of-the-output = 应指定输出的格式，实际没有：请用 --to 指定，或使用 records.csv 这样的文件名
nothing-was-written-on-error-skip = 未写入任何内容；--on-error skip 会略去这样的行
the-rows-before-it-were-written = 此前的行已写出；--on-error skip 会略去这样的行

## command/convert/io

input-is-read-once = 输入只能读取一次
reading = 读取 { $path } 失败
reading-the-input = 读取输入失败
writing = 写入 { $path } 失败

## command/demo

making = 创建 { $path } 失败
next-against-the-cloud = 接下来访问云服务（令牌即 IAM 获取令牌接口返回的 X-Subject-Token）：
or-against-your-own-server = 或访问自己的服务器：
runs-everything-locally-end-to-end = 在本机完整演示：记录、服务器、导出、文件
directory-of-the-data = 存放数据和文件的目录；可以重复使用
n-1-records-the-published-examples = 1. 记录：公开的示例和 { $seeded } 条合成的记录，存入 { $data }
counting-the-records = 统计记录失败
listening = 监听失败
n-2-server-the-reference-server = 2. 服务器：参考服务器位于 http://{ $address }，演示结束即停止
making-a-token = 生成令牌失败
n-3-export-over-http = 3. 导出：使用客户端库，经由 HTTP
rows-bytes-s = { "   " }{ $path }：{ $records } 行，{ $bytes } 字节，{ $seconds } 秒
serving = 提供服务失败
done-in-s = 完成，用时 { $seconds } 秒
opening-the-store = 打开存储失败
importing-the-published-records = 导入公开的记录失败
seeding = 生成记录失败

## command/doctor

project-id-with-variables = 项目 ID [环境变量：{ $names }]
reports-the-origin-of-each-setting = 说明各项设置的来源，并检查从本机到服务之间的问题
reports-the-origin-of-each-setting-2 =
    说明各项设置的来源，并依次检查域名解析、连接、证书、响应、时钟和凭证；对每项失败说明处理方法。没有凭证时检查其余各项。

    凭证只试用一次，调用需要凭证的最小请求：连接记录列表中的一条记录。任何检查都不会重试，因为失败次数过多会使密钥和用户被锁定。
examples-deskledger-doctor-region-cn-north =
    示例：
      deskledger doctor --region cn-north-4 --project-id 8dc9c40a06574a598941b254d4b63b43
      deskledger doctor --endpoint https://records.example --token-file token.txt --json

    退出码：
      0    没有失败
      2    某项设置有误
      3    服务拒绝该凭证
      4    无法连接服务，或其证书或时钟有误

    LC_ALL、LC_MESSAGES 或 LANG 指定中文时以中文说明；--json 为英文。

## command/doctor/words

not-sent-because-this-build-has = 未发送，因为此构建不含列表接口
ok = 正常
warning = 警告
failed = 失败
skipped = 跳过
failed-what-was-found-and-what = 检查失败；原因和处理办法见上文
they-fit-together = 设置相互一致
put-the-setting-right-deskledger-export = 请更正该设置；deskledger export --help 列出全部设置
has-no-address = 无法解析 { $host }：{ $why }
check-the-spelling-of-endpoint = 请检查 endpoint 或 region 的拼写以及 DNS 服务器；如需代理，请使用 --proxy
no-connection-to-port = 无法连接 { $host } 端口 { $port }：{ $why }
check-the-port-firewalls-and-whether = 请检查端口、防火墙以及服务是否在运行；如需代理，请使用 --proxy
a-proxy-is-named-by-where = { $origin } 指定了代理：经由代理时此项无关紧要
silence-for-s = { $as-secs } 秒内无响应
the-certificate-is-for-this-name = 证书名称相符、在有效期内、颁发者可信
the-endpoint-is-http-nothing = endpoint 为 http：传输未加密
another-name-check-the-endpoint = 名称不符：请检查 endpoint；时间不符：请检查本机时钟；颁发者未知：请用 --cacert 提供其证书
it-answers-over-status = 服务通过 { $version } 应答（空请求的状态码为 { $status }）
check-that-the-endpoint = 请检查 endpoint 是否为该服务的地址，以及代理设置
check-the-address-of-the-identity = 请检查身份服务的地址（--iam-endpoint）
the-answer-tells-no-time = 应答未给出时间
the-same = 与服务端一致
s-ahead = 比服务端快 { $seconds } 秒
s-behind-that-of-the-service = 比服务端慢 { $seconds } 秒
set-the-clock-of-this-machine = 请校准本机时钟（建议使用时间服务器）：相差超过 15 分钟时签名会被拒绝
instead = ；优先于 { $origins }
not-sent-because-there-is-none = 未发送，因为没有凭证
not-sent-because-the-service = 未发送，因为无法正常访问服务
not-sent-because-the-signature-would = 未发送，因为签名会被拒绝，而多次失败会锁定密钥
not-sent-because-there-is-no = 未发送，因为没有项目 ID：请使用 --project-id
the-service-accepts-them = 服务接受该项目的凭证
the-service-knows-who-asks-but = 服务已识别身份，但无权查询连接列表；导出另有权限
get-a-new-token-or-check = 请获取新令牌，或检查密钥或用户；不会自动重试，因为多次失败会锁定密钥和用户

## command/explain

expected-code = 应为以下错误码之一：{ $codes }，实际为 { $found }：请看响应的消息，查询其状态码（deskledger explain 403），并将请求 ID 提供给服务运维人员
found-with-family = { $wanted }；{ $family }
explains-an-error-code = 说明服务的错误码或状态码的含义、处理方法，以及是否值得重试
in-chinese-if-lc-all-lc = LC_ALL、LC_MESSAGES 或 LANG 指定中文时以中文说明；--json 为英文。
error-code-for-example-wks-00211302 = 错误码，例如 WKS.00211302，或状态码，例如 503；不给出则列出全部

## command/export

rules-over-several-parameters = 涉及多个参数的规则：
downloads-the-connection-records = 将项目的连接记录下载为一个文件
downloads-the-connection-records-2 =
    将项目的连接记录下载为一个文件。

    文件只有完整时才以其名称出现，否则不会出现。所有参数在发送之前检查，全部问题一次列出。
path-of-the-file = 文件的保存位置，- 表示标准输出；不给出则使用服务建议的名称
required-format-of-the-file-any = 要求文件具有的格式：其他格式会被拒绝。默认按输出文件的扩展名请求；服务返回其他格式时照样保存，并给出提示 [环境变量：DESKLEDGER_FORMAT]
saveoptions-the-response-unchanged-do-not = 原样保存响应：不去除 gzip、ZIP 和 multipart 包装，也接受不是表格的文件
check-the-request-and-print = 检查请求并输出，不发送任何内容
saved-bytes = 已保存 { $path }（{ $bytes } 字节，{ $format }）
writing-2 = 写入 { $path } 失败

## command/export/format

note-the-service-returned-which = 注意：服务返回的是 { $format } 格式，{ $path } 的内容即为此格式；可用 deskledger convert 转换为其他格式

## command/export/request

parameters-of-the-call = 接口参数
default = { " " }[默认值：{ $default }]
example = { " " }[示例：{ $example }]
give-or-set-deskledger = 请用 { $flag } 给出，或设置 DESKLEDGER_{ $name }

## command/import

left-out-row = 已略去 { $row }
imports-connection-records-from-files-into = 将文件中的连接记录导入本地存储
imports-connection-records-from-files-into-2 = 将文件中的连接记录导入本地存储：XLSX、CSV、NDJSON、Parquet 或列表接口返回的 JSON，也可以是 gzip 或 ZIP 压缩的。文档中没有定义的列会略去并给出提示。同一文件导入两次不会改变任何内容。遇到错误行时导入中止，不保留任何内容，除非给出 --on-error skip。
files-to-import = 要导入的文件
abort-keep-nothing-skip-leave = abort 不保留任何内容，skip 略去该行并给出提示
added-updated-unchanged-bad-rows = 新增 { $added } 条，更新 { $updated } 条，未变 { $unchanged } 条，错误行 { $bad } 行
importing-nothing-was-kept = 导入失败，未保留任何内容
left-out-values-of-which = 已略去 "{ $name }" 的 { $count } 个值：文档中没有此列
left-out-values-of-further-columns = 已略去其他列的 { $more } 个值

## command/schema

subcommand-whose-result-is-described-config = 要描述其结果的子命令；config 为配置文件，serve 和 chaos 为 `serve --config` 和 `serve --chaos` 的文件
prints-the-json-schema = 输出 --json 的结果或配置文件的 JSON Schema
writing-the-schema = 写出 JSON Schema 失败

## command/seed

wrong-end = --end：{ $expected }，实际为“{ $found }”
fills-a-local-store-with-synthetic = 用合成的记录填充本地存储；相同的选项生成相同的记录
number-of-records = 记录条数
seed-of-the-random-generator = 生成记录所用的随机种子
number-of-days-that-the-records = 记录分布的天数
end-of-the-records-in-utc = 记录的截止时间（UTC），精确到分钟
records-of-them-new-in-project = 项目 { $project-id } 中生成 { $records } 条记录，其中新增 { $added } 条
filling-the-store-nothing-was-kept = 写入存储失败，未保留任何内容

## command/serve

reading-the-tokens = 读取令牌失败
prints-one-line-listening-on-http =
    就绪时输出一行 `listening on http://ADDR`。收到 SIGTERM 或 SIGINT 时先完成正在进行的工作。
    DESKLEDGER_LOG 设置写到标准错误的日志级别（error、warn、info、debug）。
runs-the-reference-server-the-same = 运行参考服务器：同样的接口，数据来自本地存储
listening-2 = 监听 { $listen } 失败
made-a-token-shown-this-once = 已生成令牌，仅显示这一次，保存在 { $path } 中：{ $token }

## command/serve/config

settings-in-toml-deskledger-schema-serve = TOML 格式的设置（见 deskledger schema serve）；命令行和环境变量优先 [环境变量：{ $prefix }CONFIG]
expected-the-directory-of-the-store = 应给出存储目录，实际没有：请用 --data DIR 给出，设置 { $variable }，或在 --config 的文件中写入 data = "DIR"
the-settings-expected-beside-found-none = 设置：已给出 { $given }，还应给出 { $missing }，实际没有
the-environment-expected-variables-of-deskledger = 环境变量：应为 `deskledger serve --help` 列出的变量，实际有 { $found }

## command/spec

cannot-be-read = { $path }：无法读取：{ $why }
unreadable-files = 应有 { $count } 个可读的文件，实际有 { $unreadable } 个不可读
errors-in-files = { $count } 个文件中有 { $errors } 个错误
reports-every-problem-of-documents = 列出文档中的全部问题，并给出文件、行和列
exit-codes-0-clean-or-warnings =
    退出码：
      0  没有问题，或只有警告
      1  有错误
      2  有文件无法读取，或用法错误
openapi-document-in-yaml-or-json = YAML 或 JSON 格式的 OpenAPI 文档
directory-that-must-contain-every-referenced = 引用其他文件时不得超出的目录 [默认值：文档所在的目录]
works-on-openapi-documents = 处理 OpenAPI 文档
expected-spec-check-file-found-no = 应为 spec check FILE，实际没有子命令


## config/client

no-secret-in-this-file = 此文件不保存机密；请改用{ $instead }
token-file-a-file = token_file，即存放令牌的文件
iam-password-file-a-file = iam_password_file，即存放密码的文件
credentials-section-a-section = credentials_section，即厂商凭证文件中的一节
a-key-that-names-a-file = 指向文件的键
expected-one-of-the-profiles = { $origin }：应为 { $path } 中的配置方案（{ $known }）之一，或厂商凭证文件中的一节，实际都没有名为 { $value } 的
proxy-expected-an-address-without = { $prefix }proxy：应为不含密码的地址，实际含有密码：此文件不保存机密；请将该地址放入 DESKLEDGER_PROXY

## config/connection

service-and-credentials = 服务与凭证
expected-an-endpoint-found-none-give = 应给出终端节点，实际没有：请用 --endpoint URL 或 --region NAME 给出，或设置 DESKLEDGER_ENDPOINT
expected-a-client-certificate = 应同时给出客户端证书及其私钥，实际只有 { $found }：请用 --cert 和 --key 给出
proxy-expected-an-address-without-2 = --proxy：应为不含密码的地址，实际含有密码，本机上的其他人可以看到：请改为设置 DESKLEDGER_PROXY
reading-2 = { $origin }：读取 { $value } 失败

## config/credential

reading-from-standard-input = 从标准输入读取{ $what }失败
nothing-on-standard-input = 标准输入：应为{ $what }，实际没有内容：请检查管道前的命令是否输出了它
the-user-token-itself-others = 用户令牌本身；本机上的其他人可以看到，因此请优先使用 --token-file
profile-of-the-configuration-file-if = 配置文件中的配置方案；没有此名称的方案时，为厂商凭证文件 ~/.huaweicloud/credentials 中的一节，其访问密钥用于对请求签名 [环境变量：DESKLEDGER_PROFILE；HUAWEICLOUD_SDK_AK 和 HUAWEICLOUD_SDK_SK 存放密钥本身，HUAWEICLOUD_SDK_CREDENTIALS_FILE 指定其他文件]
configuration-file-deskledger-schema-config-env = 配置文件（格式见 deskledger schema config）[环境变量：DESKLEDGER_CONFIG] [默认值：XDG_CONFIG_HOME 或 ~/.config 下的 deskledger/config.toml]
expected-a-token-an-access-key = 应给出令牌、访问密钥或 IAM 用户，实际没有：请用 --token-file FILE 或 --iam-user NAME 给出，或设置 DESKLEDGER_TOKEN，或设置 HUAWEICLOUD_SDK_AK 和 HUAWEICLOUD_SDK_SK，或写入 ~/.huaweicloud/credentials
token = 令牌
standard-input = 标准输入
expected-the-account-of-the-iam = 已给出 { $beside }，还应给出 IAM 用户的账号名，实际没有：请用 --iam-domain NAME 给出
password = 密码
expected-the-password-of-the-iam = 已给出 { $beside }，还应给出 IAM 用户的密码，实际没有：请用 --iam-password-file FILE 给出

## config/data_dir

opening-the-store-2 = 打开 { $shown } 中的存储失败

## config/file

unknown-field = 没有名为 `{ $name }` 的键：{ $hint }
toml-syntax = TOML 语法错误：{ $problem }
expected-a-single-value = 应为单个值
invalid-value = 值无效
invalid-type = 类型无效
expected-one = 应为 { $known } 之一
expected-text-in-utf-8-found = 应为 UTF-8 文本，实际含有其他字节

## config/property

a-whole-number = 不小于 { $min } 的整数
a-whole-number-2 = { $min } 到 { $max } 的整数
seconds-such-as-2-or-0 = 秒数，例如 2 或 0.5
true-or-false = true 或 false
text = 文本

## config/resolve

reading-the-settings = 读取设置失败
environment-variable = 环境变量 { $name }

## config/transfer

how-progress-is-reported-bar = 进度的显示方式：bar 为终端上的进度条，是默认方式；json 为每行一个 JSON 对象（格式见 deskledger schema progress），与 --json 的结果并存；none 为不显示
append-the-lines-of-progress-json = 将 --progress json 的各行追加到文件、管道或 /dev/fd/3，而不写到标准错误
start-over-ignoring-what-an-earlier = 从头开始，不使用先前运行留下的部分
compute-the-sha-256 = 在下载过程中计算文件的 SHA-256，并按 sha256sum 的格式输出
fail-if-the-file-is-larger = 文件超过此大小则失败
retries-and-limits = 重试与限制

## dispatch

expected-a-subcommand-found-none-see = 应给出子命令，实际没有；请参阅 deskledger --help
starting-threads = 启动线程失败

## error

exit-codes-0-done-2-wrong =
    退出码：
      0    完成
      2    用法错误，或参数不符合规则
      3    被服务器拒绝（4xx）
      4    服务器或网络出错，或应答不是所要的文件
      5    处理本地文件失败
      130  已中断
interrupted-nothing-is-left-behind = 已中断；未留下任何内容
force-replaces = --force 会替换它
the-request-breaks-a-rule = 请求不符合规则：

## error_codes

worth-a-retry-export-retries = 值得重试：export 会自动重试，间隔逐次加长。
worth-a-retry-later = 值得稍后重试；不会自动重试。
with-status-502-or-504 = 状态码为 502 或 504 时值得重试，export 会自动重试；其他状态码不值得重试。
not-worth-a-retry-the-same = 不值得重试：同样的请求会再次失败。
not-worth-a-retry = 不值得重试：使用同一凭证会再次失败，且多次失败会锁定密钥和用户。
it-comes-from-the-cloud-desktop = 它来自云桌面服务本身
it-comes-from-the-gateway = 它来自服务前面的 API 网关
it-comes-from-the-identity-service = 它来自身份服务（IAM）：请检查用户名、账号名、密码和项目
check-the-parameters-deskledger-export-dry = 请检查参数；deskledger export --dry-run 会列出所有不合规则的参数。
ask-the-administrator-of-the-project = 请向项目管理员申请权限，并检查项目 ID。
try-again-later-if-the-error = 请稍后再试；如果问题持续，请将请求 ID 提供给服务运维人员。
it-was-retried-already-try-again = 已自动重试；请稍后再试，或增大 --max-attempts。
it-was-retried-already-after = 已按服务要求的时间自动重试；请减少并发请求。
check-that-the-endpoint-2 = 请检查终端节点是否为该服务的地址。
a-parameter-is-invalid = 参数无效。
the-credential-is-not-accepted = 用户认证失败。
get-a-new-token = 请在终端节点所在区域重新获取 Token，或检查访问密钥。请勿盲目重试：多次失败会锁定密钥。
the-user-may-not-access = 用户无权访问该资源。
the-resource-does-not-exist = 资源不存在。
check-the-project-id = 请检查项目 ID 和区域：该区域可能未开通此服务。
the-method-is-not-allowed = 该资源不支持此请求方法。
the-operation-failed-inside-the-service = 服务内部操作失败。
the-service-is-currently-unavailable = 服务当前不可用。
the-gateway-has-no-such-path = 网关没有该路径或方法。
check-the-endpoint-its-host-must = 请检查终端节点：主机必须是该服务的地址，且不带其他路径。
the-gateway-rejected-the-request = 网关拒绝了请求，或无法连接后端服务（400、413、414、502 或 504）。
with-status-502-or-504-2 = 状态码为 502 或 504 时已自动重试；其他状态码请检查参数。
the-gateway-does-not-accept = 网关不接受该凭证：Token 已过期或属于其他区域，或签名错误。
get-a-new-token-2 = 请重新获取 Token；使用访问密钥时请检查 AK、SK 以及本机时钟：误差不得超过 15 分钟。
the-gateway-denies-access = 网关不允许该用户访问。
ask-the-administrator-of-the-account = 请向账号管理员申请权限。
the-token-must-be-renewed = 需要更新 Token。
get-a-new-token-3 = 请重新获取 Token。
too-many-requests = 请求过于频繁。
the-request-is-malformed-or-invalid = 请求有误。
the-credential-is-not-accepted-2 = 凭证未被接受。
get-a-new-token-4 = 请在终端节点所在区域重新获取令牌，或检查访问密钥，或用户和密码；deskledger doctor 还会检查本机时钟。
the-user-is-authenticated-but-lacks = 服务已识别身份，但不允许该操作。
there-is-no-resource = 该地址不存在。
check-the-endpoint-the-region = 请检查终端节点、区域和项目 ID。
the-method-is-not-allowed-here = 此处不支持该请求方法。
the-proxy-requires-authentication = 代理要求身份验证。
put-the-proxy-with-its-user = 请将带有用户名和密码的代理地址放入 DESKLEDGER_PROXY。
the-request-took-too-long = 请求到达超时。
the-request-is-too-large = 请求过大。
send-less-data-per-request = 请减少单次发送的数据量。
the-address-is-too-long = 请求地址过长。
use-shorter-filters = 请使用较短的筛选条件。
the-service-failed-internally = 服务内部出错。
the-gateway-received-no-valid-response = 网关未从后端服务得到有效响应。
the-gateway-received-no-response = 网关等待后端服务响应超时。

## terminal/output

writing-the-result = 写出结果失败
writing-to-standard-output = 写入标准输出失败

## terminal/progress

bytes-of-total = { $bar } 已收到 { $bytes }，共 { $total }，{ $speed }，剩余 { $left }
bytes = { $spinner } 已收到 { $bytes }，{ $speed }，用时 { $elapsed }
records-of-total = { $bar } 第 { $count } 条记录，共 { $total } 条，剩余 { $left }
records-so-far = { $spinner } { $count } 条记录，用时 { $elapsed }
retrying-in-s = { $delay } 秒后重试，原因：{ $reason }

## terminal/signals

listening-for-signals = 监听信号失败

## terminal/events

opening = 打开 { $path } 失败

## command/man

where-the-pages-go = 手册页写入的目录；不存在则创建。要让 man 找到，例如 ~/.local/share/man/zh_CN/man1
writes-the-manual-pages = 写出手册页
writing-manual-pages = 将手册页写入 { $path } 失败
heading-exit-codes = 退出码：
section-examples = 示例
section-rules = 规则
section-exit-status = 退出码
section-name = 名称
section-synopsis = 概要
section-description = 描述
section-extra = 说明
section-version = 版本

## input_options

time-zone-of-times-that-name = 没有写明时区的时间所用的时区，例如 Asia/Shanghai、+08:00 或 local。不给出则拒绝这类文本，工作簿中的日期按 UTC 读取
order-of-day-month-and-year = 4/5/2020 这类日期中日、月、年的顺序；不给出则拒绝这类日期
what-separates-the-columns-of-csv = CSV 的分列符：一个字符，或 comma、tab、semicolon、pipe [默认值：由内容判断]
encoding-of-text-files-such = 文本文件的编码，例如 utf-8、gb18030 或 windows-1252 [默认值：由内容判断]

## usage_error: 选项用法错误

error = 错误：{ $problem }
similar-subcommand = { "  " }提示：有相近的子命令 { $names }
similar-argument = { "  " }提示：有相近的参数 { $names }
similar-value = { "  " }提示：有相近的值 { $names }
usage = 用法：{ $usage }
more-information = 更多信息请参阅 --help。
unknown-argument = 没有名为 { $flag } 的参数
unknown-subcommand = 没有名为 { $name } 的子命令
missing-value = { $flag } 需要一个值，实际没有{ $allowed }
wrong-value = { $flag } 的值 { $value } 无效{ $allowed }
wrong-value-because = { $flag } 的值 { $value } 无效：{ $cause }
allowed-values = ；可以是 { $values }
missing-argument = 缺少必需的参数：{ $flags }
missing-subcommand = { $command } 之后应给出子命令：{ $subcommands }
argument-twice = { $flag } 只能给出一次
argument-conflicts = { $flag } 不能与给出的其他参数同时使用
argument-conflicts-with = { $flag } 不能与 { $other } 同时使用
too-many-values = { $flag } 不能再有更多的值，实际还有 { $value }
too-few-values = { $flag } 至少需要 { $min } 个值，实际只有 { $found } 个
wrong-number-of-values = { $flag } 应有 { $expected } 个值，实际有 { $found } 个
no-equals = { $flag } 与它的值之间需要等号
invalid-utf-8 = 有参数不是合法的 UTF-8
number-too-long = 这个整数太长
expected-whole-number = 应为整数
expected-in-range = 应在 { $range } 范围内
