### 集群存储的消息。

address = 集群地址：应为 clickhouse://[USER@]HOST:PORT[,HOST:PORT ...]/DATABASE，或用 clickhouses:// 启用 TLS，实际为 { $found }
password-in-address = 集群地址中含有密码，会被写入日志；请改用环境变量 DESKLEDGER_STORE_PASSWORD
node = 集群节点 { $node }
unreachable = 集群节点 { $node }：无法连接；请在该节点启动 ClickHouse，或更正集群地址
version = 集群节点 { $node }：需要 ClickHouse 18.16 或更高版本，实际为 { $found }
schema = 集群节点 { $node }：数据库 { $database } 的表结构不符：{ $problem }。请使用创建该数据库的程序版本，或换用其他数据库
starting = 建立与集群的连接
corrections = 保存导入过程中的更正
busy = { $name }：另一台服务器持续写入已超过一分钟
lost-lock = { $name }：本服务器的写入曾中断，另一台服务器已接管；没有更改任何内容
changed = 集群节点 { $node }：应有 { $expected } 条记录，实际为 { $found } 条；文件将不完整
interrupted = 程序正在结束，读取已中断
order = 集群节点 { $node }：记录的顺序有误
not-empty = 项目 { $project } 中仍有记录
mutation = 集群节点 { $node }：删除记录超过 { $seconds } 秒仍未完成；集群会继续执行
moved = 项目 { $project }：操作期间有记录被删除，或有月份移入或移出对象存储
removing = 项目 { $project }：正在删除记录
sealed = 开始于 { $start } 的记录：{ $month } 已移入对象存储；请用 deskledger admin store unseal 移回，或去掉该记录
month-not-over = { $month } 尚未结束
sealing = 将项目 { $project } 的 { $month } 移入对象存储
object = 文件 { $url }
another-object = 应为写入 { $url } 的文件，实际为其他文件
object-address = 文件地址：应为 s3://BUCKET/PATH 或 file:///PATH，实际为 { $found }
no-objects = 此构建没有冷数据层；请使用启用 cold 特性的构建
