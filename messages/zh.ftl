### 本服务客户端的消息。

## Credentials, regions and the identity service

no-endpoint = 应给出终端节点或区域，实际都没有
advised = { $what }；{ $advice }
variable = 环境变量 { $name }
no-text = 应为文本，实际含有其他字节
within = { $place }：{ $what }
try-later = 请稍后重试
wait-little = 请稍候再重试
either = { $first } 或 { $second }
region = 区域：应为小写字母、数字和连字符，例如 cn-north-4，实际为“{ $found }”
variables = 环境变量 { $first } 和 { $second }
variables-beside = 环境变量 { $name } 及其相关变量
section-of-file = { $path } 的 [{ $section }] 节
token-file = 令牌文件 { $path }
password-file = 密码文件 { $path }
no-credential = 应给出令牌、访问密钥或用户，实际没有凭证
missing-beside = 已给出 { $given }，还应给出 { $missing }，实际没有
no-key = 应有 ak 和 sk，实际都没有
no-credentials-file = 应有凭证文件 { $path }，实际没有
unreadable-credentials = 无法读取凭证文件 { $path }
long-credentials = 凭证文件应最多 { $most } 字节，{ $path } 实际超出
bad-line = { $path }:{ $line }：应为 [节名]、名称 = 值 或 # 注释
no-section = { $path } 中应有 [{ $section }] 节，实际没有
other-sections = { $path } 中应有 [{ $section }] 节，实际有 { $found }
access-key-id = 访问密钥 ID（AK）
secret-access-key = 秘密访问密钥（SK）
plain-characters = 应为 1 到 { $most } 个不含空格的可打印 ASCII 字符，实际为{ $found }
characters = { " " }{ $count } 个字符
another-character = 其他字符
no-separator = 不应含有逗号和等号，实际含有
name-of-user = IAM 用户的名称
domain-of-user = IAM 用户的账号名
password-of-user = IAM 用户的密码
some-characters = 应为 1 到 { $most } 个字符，实际为 { $found } 个
token-character = 令牌：应为不含空格的可打印 ASCII 字符，实际第 { $at } 个字符不是：请重新复制 X-Subject-Token 的值
token-file-empty = 令牌文件 { $path }：应含有令牌，实际为空：请将 X-Subject-Token 的值写入其中
token-no-text = 应为令牌，实际含有非文本字节
token-no-header = 令牌：应为可用作请求头的值
no-project = 应给出 IAM 用户的项目，实际没有：请给出项目 ID 或项目名称
no-identity-beside = 已给出终端节点 { $base }，还应给出身份服务（IAM）的地址，实际没有：请与 IAM 用户一起给出
unsigned-header = 有请求头无法签名
unsigned-value = 无法对请求签名：应为可用作请求头的值
unsigned-path = 无法对请求签名：其路径不是文本
no-date = 本机时钟应在 1970 年至 9999 年之间
no-token-but = 应从 { $host } 收到令牌，实际收到{ $found }
check-user = 请检查用户名、账号名和密码；不会自动重试，因为多次失败会锁定账号
ask-project = 请申请使用该项目的权限
check-identity-project = 请检查身份服务（IAM）的地址和项目
check-identity = 请检查身份服务（IAM）的地址
no-token = 应从 { $host } 收到令牌（状态码 201 和响应头 X-Subject-Token），实际收到状态码 { $status }，没有令牌：请检查身份服务（IAM）的地址
cannot-read-token = 无法读取令牌文件 { $path }
cannot-read-password = 无法读取密码文件 { $path }
new-token = 请重新获取令牌：令牌有误、已过期、属于其他区域，或密码此后已更改
ask-permission = 请申请在该项目中导出连接记录的权限
check-project = 请检查终端节点、区域和项目 ID
