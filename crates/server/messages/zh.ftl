### 服务器的消息：存储、文件和用户的错误。

## 句子

within = { $place }：{ $what }
operation-on-file = { $operation } { $path } 失败
reading-tokens-from = 从 { $path } 读取令牌失败：{ $what }
reading-faults-from = 从 { $path } 读取故障设置失败：{ $what }
rule = 第 { $number } 条规则：{ $what }
reading-file = 读取 { $path } 失败：{ $what }
unknown-fields = 只应有连接记录的字段，实际为 { $names }
more-unknown-fields = 只应有连接记录的字段，实际为 { $names } 以及另外 { $count } 个
too-many-records = 应最多有 { $max } 条记录，实际更多
no-transaction-id = 字段 transaction_id：应有值，实际没有
not-stored = 无法存入：{ $error }
unreadable = 无法读取 { $file }：{ $error }
row-of-file = { $file } { $row }
summary-time-zone = 应为时区，例如 Asia/Shanghai、+08:00 或 UTC，实际为“{ $found }”

## auth/access/file

creating = 创建 { $path } 失败：{ $error }
expected-a-user-found-none = 应为已有的用户，实际没有名为 { $name } 的用户：请先添加该用户
expected-a-name-of-1 = 名称应为 1 到 { $max } 个字符，实际为 { $count } 个
expected-a-name-without-controls = 名称不应含控制字符，实际为 { $name }

## auth/access/guard

the-maximum-of-remembered-signatures = 该用户可用的已记录签名配额（总共 { $of-all } 个）已用完：请稍后重试

## auth/access/password

expected-a-password-of-at-least = 密码应为 { $least } 至 { $most } 个字符
the-password-cannot-be-digested = 无法计算密码的摘要：{ $error }

## auth/access/shared

other-accounts = { $path } 中的用户不是集群的用户：请使用另一个数据目录，或移走该文件以采用集群的用户
# $expected, $found
gap-of-accounts = 集群中的用户日志不完整：应为变更 { $expected }，实际为 { $found }

## auth/access/time

the-clock-is-behind = 时钟比已见过的最新时间慢 { $seconds } 秒：请校正时钟，或运行 deskledger admin clock accept 并重新启动服务器

## auth/access/role

expected-reader-writer-or-admin-found = 应为 reader、writer 或 admin，实际为 { $text }

## auth/server_tokens

expected-at-most-bytes-found = 应最多 { $bytes } 字节，实际为 { $size } 字节
generating-a-token = 在 { $path } 中生成令牌失败：{ $error }
line-expected-visible-ascii-characters-without = 第 { $number } 行：应为不含空格的可见 ASCII 字符
line-expected-to-characters-found = 第 { $number } 行：应为 { $min } 到 { $max } 个字符，实际为 { $found } 个
line-expected-a-token-of-bits = 第 { $number } 行：令牌应至少有 { $min } 个随机比特（例如 32 位十六进制数），实际最多 { $bits } 个
expected-one-token-a-line-found = 应每行一个令牌，实际没有

## faults/config

expected-a-chance-from-0 = chance 应为 0 到 1，实际为 { $chance }
expected-burst-to-be-1 = burst 应为 1 或更大，实际为 0
expected-a-status-from-400 = status 应为 400 到 599，实际为 { $status }
expected-every-to-be-1 = every 应为 1 或更大，实际为 0
expected-offset-to-be-from-1 = offset 应为 1 到 { $max }，实际为 { $offset }

## handlers/list

the-client-disconnected = 客户端已断开连接

## ops/backup

expected-a-name-that-is-free = 副本应使用尚不存在的名称，实际 { $target } 已存在
creating-the-copy = 创建副本失败
creating-2 = 创建
writing = 写入
copying = 复制
the-copy-of-is-damaged = { $from } 的副本已损坏：{ $problem }
counting = 统计

## serve/options

expected-an-address-or-a-network = 应为地址或网段（例如 10.0.0.0/8），实际为 { $text }

## serve/retention

the-data-are-damaged = { $directory } 中的数据已损坏：{ $problem }。请保留该目录，并用 deskledger admin restore 恢复备份
deleting = 删除失败

## serve/tls

expected-certificates-in-pem-begin-certificate = 应有 PEM 格式的证书（-----BEGIN CERTIFICATE-----），实际没有

## sqlite/migration

expected-a-database-of-this-program = 应为本程序的数据库，实际为其他数据库：{ $path }
expected-of-version-or-older-found = { $path } 应为版本 { $newest } 或更旧，实际为版本 { $version }：请使用更新版本的程序

## store/month

no-cold-tier = 此存储没有冷数据层：需要 ClickHouse 集群，以及启用 cold 特性的构建
month = 应为月份，例如 2026-01，实际为 { $found }

## store/error

damaged-file = { $context }：{ $problem }：文件已损坏；请保留该文件，并用 deskledger admin restore 恢复备份
the-store-is-missing = { $path } 缺失或为空，而旁边已有用户：记录已丢失，或目录有误。请用 deskledger admin restore 恢复备份
preparing = 准备
field = 字段 { $field }

## store/sqlite/connection

creating-the-directory = 创建目录
opening = 打开

## store/sqlite/expire

removing-old-records = 删除旧记录
removing-records-from = 删除记录

## store/sqlite/import

beginning-an-import-into = 开始导入
adding-a-record = 写入记录失败
conflict = 记录 { $record }：应与已存储的同一记录一致，实际 { $fields } 的值不同
committing-an-import = 提交导入的记录失败

## store/sqlite/read

reading = 读取
