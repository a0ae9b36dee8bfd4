### 集群存储的消息。

address = 集群地址：应为 clickhouse://[USER@]HOST:PORT[,HOST:PORT ...]/DATABASE，实际为 { $found }
password-in-address = 集群地址中含有密码，会被写入日志；请改用环境变量 DESKLEDGER_STORE_PASSWORD
node = 集群节点 { $node }
version = 集群节点 { $node }：需要 ClickHouse 18.16 或更高版本，实际为 { $found }
schema = 集群节点 { $node }：数据库 { $database } 的表结构不符：{ $problem }。请使用创建它的程序版本，或换用其他数据库
starting = 建立与集群的连接
busy = 项目 { $project }：另一次导入已运行超过一分钟
lost-lock = 项目 { $project }：本次导入曾中断，另一次导入已接管；没有添加任何记录
changed = 集群节点 { $node }：应有 { $expected } 条记录，实际为 { $found } 条；文件将不完整
order = 集群节点 { $node }：记录的顺序有误
not-empty = 项目 { $project } 中仍有记录
mutation = 集群节点 { $node }：删除记录超过 { $seconds } 秒仍未完成；集群会继续执行
