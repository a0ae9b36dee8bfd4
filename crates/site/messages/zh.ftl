### 文档站点的文字。

## Labels of pages

skip-to-content = 跳到正文
menu = 菜单
search = 搜索
search-hint = 搜索文档
no-results = 没有结果
results = 条结果
on-this-page = 本页内容
link-to-section = 本节链接
markdown = 本页的 Markdown 版本
scrollable-table = 表格
scrollable-code = 代码

## Labels of the reference

reference = API 参考
error-codes = 错误码
servers = 服务器
credentials = 凭证
operations = 接口
parameters = 参数
body = 请求体
rules-over-several = 涉及多个参数的规则
responses = 响应
headers = 响应头
content = 内容
samples = 示例
schemas = 数据结构
required = 必选
optional = 可选
deprecated = 已弃用
# $date
since = 自 { $date } 起
# $date
removed-on = 将于 { $date } 移除
callbacks = 回调
example = 示例值
meaning = 含义
what-to-do = 处理办法
retry = 重试
status = 状态码
document = 接口文档
other-operations = 其他接口
first-request = 第一个请求
get-started = 文档
contract-changes = 契约的变更
about-contract-changes = 通过比较文档的各个版本得出：对客户端有影响的变更、其严重程度以及处理办法。
no-contract-changes = 变更日志中尚无已发布契约的变更。

## Error catalogue

about-error-codes = 服务的错误码：含义、处理办法以及是否值得重试。

## Places of parameters

in-path = 路径
in-query = 查询参数
in-header = 请求头
in-cookie = Cookie

## Kinds of values

kind-string = 文本
kind-integer = 整数
kind-number = 数值
kind-boolean = 布尔值
kind-object = 对象
kind-null = 空值 null
kind-any = 任意值
kind-file = 文件
kind-none = 无值
# $items
kind-array = { $items }的列表
# $values
kind-map = 以{ $values }为值的映射
# $kinds
kind-any-of = 至少符合其一：{ $kinds }
# $kinds
kind-one-of = 恰好符合其一：{ $kinds }
# $kinds
kind-all-of = 同时符合：{ $kinds }
# $kind
kind-not = 不得为：{ $kind }
or = 或
together = ；
comma = 、
each-element = 每个元素
each-value = 每个值
each-other-field = 其他每个字段
# $number
alternative = 备选项 { $number }
more-in-document = 其余字段见接口文档。

## Rules

characters = { " " }个字符
elements = { " " }个元素
fields = { " " }个字段
# $min, $max, $unit
between = { $min } 到 { $max }{ $unit }。
# $min, $unit
at-least = 至少 { $min }{ $unit }。
# $max, $unit
at-most = 最多 { $max }{ $unit }。
# $count, $unit
exactly = 恰好 { $count }{ $unit }。
# $limit
more-than = 大于 { $limit }。
# $limit
less-than = 小于 { $limit }。
# $step
multiple-of = { $step } 的倍数。
# $pattern
matches-pattern = 匹配正则表达式 { $pattern }。
# $values
one-of-values = 取值为 { $values } 之一。
# $value
always = 固定为 { $value }。
# $value
default-is = 默认值：{ $value }。
# $format
format-is = 格式：{ $format }。
unique-elements = 元素不得重复。
no-other-fields = 不允许其他字段。
# $names
requires-fields = 必须包含字段 { $names }。
read-only = 仅出现在响应中。
write-only = 仅用于请求。
may-be-null = 可以为 null。
may-be-empty = 允许空值。
# $separator
separated-by = 多个值写在一起，以 { $separator } 分隔。
repeated = 每个值单独作为一个参数，参数名重复出现。
as-json = 以 JSON 编码。
bracketed = 每个字段写作参数 NAME[FIELD]。
names-and-values = 名称与值交替出现，以 `,` 分隔。
# $field
selected-by = 由字段 { $field } 选择备选项。
# $field, $values
selected-as = 由字段 { $field } 选择备选项：{ $values }。
# $name, $types
type-of-part = { $name } 部分的类型为 { $types }。
# $rule
further-rule = JSON Schema 规则：{ $rule }。

## Credentials

# $place, $name
api-key = API 密钥，位于{ $place } { $name }。
# $scheme
http-scheme = HTTP 认证：{ $scheme }。
oauth2 = OAuth 2.0 授权。
open-id = OpenID Connect 身份认证。
mutual-tls = 客户端证书（双向 TLS）。
# $alternatives
needs-credentials = 凭证：{ $alternatives }。
# $name, $scopes
with-scopes = { $name }（{ $scopes }）
none = 不提供凭证
no-credentials = 凭证：不需要。

## Errors

# $path, $why
cannot-read = { $path }：无法读取：{ $why }
# $path
occupied = { $path }：应为空目录或由本命令生成的站点，实际含有其他文件：请指定其他目录
# $page, $target
broken-link = { $page }：链接应指向站点的页面、标题或文件，实际为 { $target }
# $page, $id
repeated-id = { $page }：每个标题的 id 应唯一，#{ $id } 出现了两次
# $name, $why
wrong-template = { $name }：{ $why }
