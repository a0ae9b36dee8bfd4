### 生成器的消息：文档中的问题及修改办法。
###
### 关键字和参数名与文档中一致。修改办法另起一行，在问题之后。
### 值以拉丁字母或数字开头或结尾时，与汉字之间的空格会自动加上。

## 报告的格式

warning = 警告：{ $message }
and-more = 另有 { $count } 项

## 列表和值

or = 或
quoted = “{ $text }”
a = { $name }
an = { $name }
one-of = 以下值之一：{ $names }
at-least-characters = 至少 { $limit } 个字符
at-most-characters = 最多 { $limit } 个字符
at-least-items = 至少 { $limit } 项
at-most-items = 最多 { $limit } 项
at-least-fields = 至少 { $limit } 个字段
at-most-fields = 最多 { $limit } 个字段
matches = 匹配 { $pattern } 的文本
number-at-least = 不小于 { $limit } 的数
number-at-most = 不大于 { $limit } 的数
multiple-of = { $step } 的倍数
# 负数前也有空格
number = { " " }{ $number }

## 值的类型

nothing = 空值
a-boolean = 布尔值
a-number = 数
a-text = 文本
a-list = 列表
a-map = 对象
true-or-false = true 或 false
a-whole-number = 整数
a-whole-number-from-0 = 不小于 0 的整数
a-count = 数量（不小于 0 的整数）
a-short-number = 大于 0 且最多 19 位的数
a-json-value = JSON 能表示的值
parts = 各部分：字段和文件
bytes = 字节
schema-value = schema（对象、true 或 false）

## 文档的各部分

a-document = 文档
info = info 部分
components = components 部分
a-path = 路径
an-operation = 操作
a-parameter = 参数
the-name-of-a-parameter = 参数名
a-request-body = 请求体
a-media-type = 媒体类型
an-encoding = encoding 的项
a-response = 响应
a-header = 响应头
a-schema = schema 定义
a-record = 记录
a-description = 说明
a-heading = 列标题
a-reference = 引用
a-rule = 规则
a-security-scheme = 认证方案
a-server = 服务器
a-variable-of-a-server = 服务器的变量
x-pagination = x-pagination 部分
x-provenance = x-provenance 部分

## 多处使用的句子

expected = 应为{ $expected }，实际为{ $found }
as-a-map = { $what }应为对象，实际为{ $found }
as-a-list = { $what }应为列表，实际为{ $found }
as-text = { $what }应为文本，实际为{ $found }
to-be = `{ $name }` 应为{ $expected }，实际为{ $found }
missing = { $what }中应有 `{ $name }`，实际没有
unknown-name = { $what }中不应有 `{ $name }`：名称未知，不会起作用
unknown-name-ignored = { $what }中不应有 `{ $name }`：名称未知，不起作用

## 多处使用的修改办法

write = 请写 { $text }
write-a = 请改为{ $expected }
write-code = 请写 `{ $code }`
write-one-such-as = 请写这样的数，例如 { $example }
write-for-example = 例如可写 { $example }
write-names-and-values = 请写成 `name: value` 形式的行
write-list-lines = 请写成 `- value` 形式的行
write-one-of-these = 请写其中之一
write-one-of-these-or-describe = 请写其中之一，或写在说明中
write-one-of-the-two = 该格式不被检查；请写两者之一
write-one-of-the-four = 请写四者之一
write-a-pattern = 该格式不被检查；请写模式
write-more-simply = 请简化写法
use-a-text = 请使用文本
use-letters = 请使用字母
use-letters-and-hyphens = 请使用字母、数字和连字符
put-in-quotes = 请加上引号
add = 请添加 `{ $name }`
remove-it = 请删除
remove = 请删除 `{ $name }`
remove-one = 请删除两者之一
rename-it = 请改名
rename-one = 请将两者之一改名
leave-one = 请只保留一个
nest-less = 请减少嵌套层数
remove-or-prefix = 请删除，或让名称以 x- 开头
remove-or-prefix-known = 请删除，或让名称以 x- 开头；已知的名称：{ $names }
did-you-mean = 是否应为 `{ $name }`？
unchecked-did-you-mean = 该格式不被检查；是否应为 `{ $name }`？
use-smaller-counts = 请减小重复次数；长度限制应写在 minLength 和 maxLength 中

## 文件及其语法

too-many-bytes = 文档应最多 { $limit } 字节，实际 { $found } 字节
raise-max-size = 请提高上限：spec check 用 --max-size，构建时用 Options::max_bytes；或去掉部分内容
second-document = 应只有一个文档，实际有第二个
keep-one-a-file = 每个文件请只保留一个
empty-file = 应有文档，实际文件为空
start-with-openapi = 请以 `openapi: 3.0.3` 开头
no-yaml = 应为 YAML 或 JSON，实际无法解析：{ $reason }
check-punctuation = 请检查缩进是否正确，是否缺少引号或括号
too-many-levels = 应最多 { $limit } 层，实际更多
alias-of-itself = 别名应指向已写完的值，实际指向自身
write-value-out = 请直接写出该值
another-tag = 应为 JSON 的值，实际带有其他标签
leave-tag-out = 请去掉标签
no-name = 应为名称，实际为列表或对象
name-again = 名称不应重复，实际 `{ $name }` 再次出现
too-many-values = 展开全部别名后应最多有 { $limit } 个值，实际更多
split-document = 请拆分文档，或减少别名
unfinished = 应有值，实际已到末尾
finish-document = 请补全文档
unreadable-file = { $path } 应为可读的文件，实际无法读取：{ $reason }
not-permitted = 权限不足（{ $reason }）
check-permissions = 请检查文件及其权限
missing-file = 应有文件 { $path }，实际没有
path-begins = 路径从所在文件的目录开始
outside-directory = 文件应位于文档所在的目录之内，实际 { $path } 在目录之外
move-or-allow = 请移动文件，或允许包含两者的上级目录：spec check 用 --root，构建时用 Options::root
too-many-files = 应最多 { $limit } 个文件，实际更多
raise-max-files = 请提高上限：spec check 用 --max-files，构建时用 Options::max_files
not-a-file = { $path } 应为文件，实际不是
name-a-file = 请指向文件
no-utf-8 = { $path } 应为 UTF-8 编码，实际不是：{ $reason }
invalid-utf-8 = 从第 { $index } 字节（自 0 起）开始的 { $count } 个字节无效
incomplete-utf-8 = 从第 { $index } 字节（自 0 起）开始的字节序列不完整
save-as-utf-8 = 请将文件保存为 UTF-8

## 引用

reference-loop = 引用应指向值，实际是超过 { $limit } 个引用的链
break-loop = 这些引用互相指向：请直接写出其中一个值
beside-reference = 在 OpenAPI 3.0 中，`$ref` 旁边不应有 `{ $name }`：不起作用
use-all-of = 请将引用和规则都放入 `allOf`
reference-elsewhere = 引用应指向本文档，实际为 { $reference }
name-a-component = 请引用本文档的组件，例如 #/components/schemas/Name
name-a-local-file = 请引用本机的文件，例如 parts/names.yaml#/Name
no-path-in-reference = 引用应采用路径，例如 #/components/schemas/Name，实际为 { $reference }
missing-target = { $reference } 处应有值，实际没有
known-targets = { $folder } 下有 { $names }
define-target = 请定义 { $name }，或引用已有的内容
no-address = 应为地址
write-a-uri = 请写 URI 引用
missing-schema = 引用应指向本文档中的 schema，实际为 { $reference }
copy-under-defs = 请将该 schema 复制到 $defs 下
part-of-itself = schema 的各部分应有终点，实际有通过 `allOf` 包含自身的 schema
remove-from-all-of = 请将引用从 `allOf` 中去掉，或放入字段中

## 文档

named-version = { $name } { $version }
another-version = 应为 OpenAPI 3.0 至 3.2，实际为 { $found }
convert = 请转换：{ $command }
describe-calls = 它描述的是消息：请在 OpenAPI 文档中描述 HTTP 调用
write-another-version = 请用 3.0、3.1 或 3.2 编写文档
nothing-generated = 不应有 `{ $name }`：不会据此生成任何内容
write-as-paths = 请另用一个文档，将它们写作路径
another-dialect = schema 应为 JSON Schema 2020-12，实际为其他方言：仍按 2020-12 读取
servers-without-effect = { $what }中不应有 `servers`：调用发往客户端的终端节点
give-endpoint = 请在创建客户端时给出终端节点
missing-variable = 地址中有 { "{" }{ $name }{ "}" }，因此应有变量 { $name }，实际没有
describe-variable = 请在 `variables` 中描述；在此之前，它在地址中保持原样
unused-variable = 地址 { $address } 中应有 { "{" }{ $name }{ "}" }，实际没有：该变量不起作用
remove-variable = 请删除该变量
server-default = 默认值应为以下值之一：{ $names }，实际为{ $found }
change-default-or-enum = 采用其中第一个：请修改默认值或 enum
no-date = { $name } 应为日期，实际为{ $found }
write-a-date = 请写日期，例如 '2026-12-31'，或 UTC 时间
no-example = 示例应为发送时的形式，实际为{ $found }
write-one-value = 请写一个值
unknown-source = 来源应为以下值之一：{ $names }，实际为 { $found }
see-head-of-document = 含义见文档开头

## 路径和操作

no-slash = 路径应以 / 开头，实际为 { $path }
write-after-address = 请写服务器地址之后的路径
no-plain-path-from = 应为普通路径，实际为 { $path }：`{ $rest }` 不属于路径
describe-query = 请用参数描述查询部分；剩余部分原样发送
no-plain-path = 应为普通路径，实际为 { $path }
write-segments = 请写以 `/` 分隔的各段
open-brace = 路径中的每个 `{ "{" }` 都应有对应的 `{ "}" }`
close-braces = 请补全花括号
twice-in-path = 路径中的 { "{" }{ $name }{ "}" } 应只出现一次，实际出现两次
not-in-path = 路径 { $path } 中应有 { "{" }{ $name }{ "}" }，因为它是路径参数
add-to-path = 请将它加入路径，或删除该参数
missing-path-parameter = 路径中有 { "{" }{ $name }{ "}" }，因此应有路径参数 { $name }，实际没有：按文本处理
add-path-parameter = 请添加参数 { $name }，并写 `in: path`
operation-again = operationId 不应重复，实际 { $id } 再次出现：另一处在第 { $line } 行
no-operation-id = 应有 `operationId`，实际没有：由路径得出名称 { $id }
add-operation-id = 请添加 `operationId`，使名称保持不变
no-method = 应为方法，例如 COPY，实际为{ $found }
write-an-operation = 请写 `operationId: ...` 及后续内容
no-status = 应为状态码，例如 '200'、2XX 或 default，实际为 { $found }

## 参数

parameter-again = 参数不应重复，实际 { $name } 再次出现
reserved-is-encoded = { $name } 不应有 `allowReserved`：保留字符仍以编码形式发送
server-reads-both = 两种形式服务器都能读取
path-parameter-is-required = 路径参数 { $name } 应为必填
write-required = 请写 `required: true`：缺少它就是另一个路径
header-without-name = 应为请求头的名称，实际为空文本：不发送该参数
remove-parameter = 请删除该参数
ignored-header = 不应有参数 { $name }：OpenAPI 忽略它，因此既不发送，也不检查
describe-otherwise = 请用 `content` 描述媒体类型，用 `securitySchemes` 描述凭证，或用 `x-fixed` 给出值
no-header-name = 应为请求头的名称，实际为{ $found }
required-with-default = { $name } 不应有默认值：它必填，默认值不会起作用
remove-default = 请删除默认值或 `required`
whole-query = 整个查询部分应为 `application/x-www-form-urlencoded` 中对象的字段，且没有 `encoding`，实际不是：无法发送
describe-each-parameter = 请用 `in: query` 逐一描述参数
unknown-place = 应为 path、query、header 或 cookie，实际为 { $found }
one-content = `content` 中应只有一个媒体类型
no-json-content = 参数的 `content` 应为 JSON，实际为 { $found }
sent-as-usual = 按通常的形式发送
unknown-style = 此处的 style 应为以下值之一：{ $names }，实际为 { $found }
remove-style = 请删除 `style`，或写其中之一
cookie-style = style 应为 form，实际为 cookie：值仍采用百分号编码
write-form-style = 请写 `style: form`，或由服务器解码该值
no-type-beside = `{ $name }` 旁边应有类型：没有类型的值按文本读取
add-type = 请添加类型
no-fixed-text = 应为查询参数或请求头中的文本
no-transport-header = x-transport 的请求头应为以下之一：{ $names }，实际为 { $found }
remove-x-transport = 请删除 `x-transport`：由调用者填写

## 请求体、响应和分页

items-not-checked = 不应有 `{ $name }`：不会逐一检查序列中的项
check-items = 请用其组件的 schema 检查每一项
another-media-type = 请求体应只有一种媒体类型，实际除 { $name } 外还有 { $other }
body-is-made-as = 请求体按 { $name } 生成和读取
no-json-body = 应为 JSON 或表单，实际为带有 schema 的 { $name }
body-is-bytes = 请求体按字节原样传递，其内容不被检查
encoding-without-effect = { $media-type } 的 { $field } 不应有 `{ $name }`：不起作用
field-is-sent-as-usual = 请删除：该字段按通常的形式发送
no-deep-object = { $name } 的 style 应与其他字段一样为 deepObject：它同样以方括号发送
state-under-encoding = 请在 `encoding` 中写明
no-page-rule = 应有 `next`、`offset`、`page`、`link` 之一，实际没有
no-page-parameter = 应为可选的查询参数，类型为文本或整数
name-page-parameter = 请给出下一页与本页不同的参数
no-list-in-page = 分页的响应中应有列表，实际没有：不生成 `pages`
name-items = 请用 `x-pagination` 的 `items` 给出，写成响应体中的 JSON 指针
header-not-checked = 响应头 { $name } 的类型不应为 object：其值不被检查
check-value = 请在使用该值时检查
response-not-checked = 应为 JSON 或序列，实际为带有 schema 的 { $name }：响应体的内容不被检查
check-body = 请在使用响应体时检查，或用 JSON 自己的媒体类型描述

## 涉及多个参数的规则

rule-again = 规则 { $rule } 在一个操作中应只出现一次，实际再次出现
unknown-rule = 应为以下规则之一：{ $names }，实际为 { $found }
too-few-parameters = 应至少有 { $limit } 个参数名，实际有 { $found } 个
name-parameters = 请列出该规则涉及的参数
no-parameter-of-operation = 应为本操作的参数，实际为 { $found }
its-parameters-are = 其参数有 { $names }
no-optional-minute = { $part } 应为格式为 minute 的可选文本，实际为 { $found }
make-optional-minute = 请写 `type: string` 和 `format: minute`，不写 `required`
required-in-rule = 规则 { $rule } 中应为可选参数，实际为 { $found }
leave-out-of-rule = 请将它从规则中去掉：它总会给出
no-order = 规则 ordered 中应为两个整数、两个数、两个日期或两个精确到分钟的时间
give-same-type = 请让两者类型相同，或写在说明中
no-type-of-time-range = 应有实现规则 time_range 的类型，实际没有
name-time-range = 请用 Options::time_range 给出，或改用规则 all_or_none 和 ordered
wrong-type-of-time-range = 应为规则 time_range 的类型的路径，实际为其他文本：{ $reason }
correct-time-range = 请更正 Options::time_range

## 记录

no-field-of-record = 应为 { $record } 的字段名，实际为 { $found }
add-field = 请添加该字段，或删除该名称
names-alike = 名称在 Rust 中应互不相同，实际 { $name } 与 { $other } 相同
names-alike-on-line = 名称在 Rust 中应互不相同，实际第 { $line } 行也有 { $name }
taken-name = 应为在 Rust 中没有特定含义的名称，实际为 { $name }
no-plain-value = 记录中应为普通值，实际为{ $found }
write-a-plain-value = 请写文本、数或布尔值

## 凭证

unknown-scheme = 应为认证方案的名称，实际为 { $found }
describe-scheme = 请在 components/securitySchemes 中描述
no-header-or-cookie-name = 应为请求头或 Cookie 的名称，实际为{ $found }
unsent-scheme = 应为可以发送的认证方案，实际为类型是 { $type } 的 { $name }
write-a-scheme = 请写带 `name` 和 `in` 的 apiKey、带 `scheme` 的 http、oauth2、openIdConnect 或 mutualTLS
no-header-key = 应为请求头中 apiKey 的规则，实际为 { $name } 的规则
no-text-credential = 凭证应为文本

## Schema

unsupported-keyword = 不应有 `{ $name }`：不支持
unsupported-keyword-ignored = 不应有 `{ $name }`：不支持，也不检查
write-dynamic-ref = 它属于较旧的 draft；请写 $dynamicRef
another-draft = 应为 JSON Schema 的 draft 4 或 2020-12 版本
see-json-schema = 请参阅 JSON Schema 规范中的该关键字
nullable-without-effect = 在 OpenAPI 3.1 中不应有 `nullable`：不起作用
add-null = 请将 'null' 加入类型
of-another-type = 类型为 { $type } 的 schema 中不应有 `{ $name }`：不起作用
remove-or-change-type = 请删除，或修改类型
one-of-two-formats = 应为 { $one } 或 { $other }，实际为 { $found }
unknown-text-format = 格式应为以下值之一：{ $names }，实际为 { $found }
unknown-format = 应为已知的格式，实际为 { $found }
beyond-64-bits = 限值应在 64 位之内，实际为 { $found }
all-keep-it = 请删除：所有 64 位整数都符合
none-keeps-it = 请修改：没有 64 位整数符合
below-lower-bound = { $most } 不应小于 { $least }（{ $limit }），实际为 { $found }
not-above-lower-bound = { $most } 应大于 { $least }（{ $limit }），实际为 { $found }
change-one = 没有值能同时符合两者：请修改其中之一
no-step = 应为大于 0 的数
no-whole-step = 应为大于 0 的数，且其倍数最多 18 位
no-text-in-enum = 字符串的 enum 中应为文本，实际为{ $found }
empty-enum = 应至少有一个值，实际没有
list-values = 请列出各值，或删除 enum
value-again = 值不应重复，实际 { $value } 再次出现
null-rejected = `nullable` 旁边的其他规则应允许 null，实际不允许：null 会被拒绝
nullable-without-type = `nullable` 旁边应有类型：没有类型时它不起作用，null 会被拒绝
accept-null = `nullable` 只将 null 加入旁边的类型：请将 null 加入 enum，并让 `allOf` 的每个 schema、`oneOf` 或 `anyOf` 之一接受 null

## 与规则并列的值

no-value = 不应有值，实际为{ $found }
no-alternative = 应为符合某个备选项的值，实际为{ $found }
missing-field = 应有字段 { $name }，实际没有
exclusive-bounds = 应为上下限之内（不含限值）的数，实际为 { $found }
of-keyword = { $what }：{ $broken }
not-used = { $broken }：该值不会使用
never-accepted = { $broken }：该值不会被接受
change-value-or-rule = 请修改 { $what } 或其规则

## 判别字段

discriminator-alone = discriminator 旁边应有 `oneOf` 或 `anyOf`，否则不起作用
list-alternatives = 请在旁边列出备选项；读取者从该字段得知值的类型
no-choice = { $broken }：discriminator 不起作用，逐一尝试各备选项
refer-to-alternatives = 请引用每个备选项，并在 `mapping` 中为其命名
no-property-name = discriminator 中应有 `propertyName`，实际没有
default-mapping = discriminator 中不应有 `defaultMapping`
mapped-elsewhere = discriminator 中的 { $name } 应为备选项之一，实际为 { $found }
no-text-property = discriminator 据以选择的 { $name } 应为文本，实际为其他类型
nameless-alternative = discriminator 旁边的每个备选项都应为引用，实际有未命名的 schema
two-alternatives = { $name } 的每个值应只对应一个备选项，实际 { $value } 对应两个

## 类型

untyped = { $broken }：其值没有专门的类型，可以是任意类型
state-a-type = 如有类型，请写明
two-types = schema 应有符合它的值，实际要求两种类型
no-type = schema 应有类型，实际没有
mixed-enum = enum 应为文本或整数，实际有多种类型的值
schema-of-itself = schema 应有终点，实际指向自身
nested-schemas = schema 的嵌套层数应更少
endless-value = 值应有终点，实际有字段需要其自身类型的值

## 模式。以“实际”开头的句子接在前两句之后。

wrong-pattern = 应为 ECMA-262 的模式，{ $found }
unchecked-pattern = 应为可以检查的模式，{ $found }：该模式不被检查
too-many-patterns = 各模式的总计算量应较小，实际此前已有过多的大模式
too-many-patterns-unchecked = 各模式的总计算量应较小，实际此前已有过多的大模式：该模式不被检查
long-pattern = 实际为 { $count } 字节
shorten-pattern = 请写最多 { $limit } 字节的模式
unpaired = 实际有 `{ $found }`，没有与之配对的 `{ $missing }`
write-itself = 该字符本身请写作 { $text }
nothing-to-repeat = 实际有 `{ $quantifier }`，前面没有可重复的内容
no-minimum = 实际有 { $text }，ECMA-262 不将其作为重复次数
wrong-repetition = 实际有重复次数 { $text }
smaller-count-first = 请将较小的次数写在前面
nested-groups = 实际的分组嵌套超过 { $limit } 层
lookaround = 实际有环视，无法在一次扫描中检查
write-two-rules = 请改写成两条规则，或改写成备选项
wrong-group-name = 实际有名称无效的分组
wrong-group = 实际有以 (?{ $text } 开头的分组
write-a-group = 请写 (...)、(?:...) 或 (?<name>...)
wrong-range = 实际有首尾颠倒的范围 { $first }-{ $last }
smaller-end-first = 请将较小的一端写在前面
range-of-class = 实际有以字符类为端点的范围
no-boundary = 实际有 \B，无法逐字节检查
write-both-sides = 请写明两侧的字符
back-reference = 实际有对分组的反向引用，无法在一次扫描中检查
write-alternatives-out = 请逐一写出备选项
open-escape = 实际以 \ 结尾
control-without-letter = 实际有不带字母的 \c
unknown-escape = 实际有 \{ $character }，它在 ECMA-262 中没有含义
write-start = 文本开头请写作 ^
write-end = 文本结尾请写作 $
half-a-pair = 实际有半个代理对，任何文本中都没有
write-code-point = 请用 \u{ "{" }...{ "}" } 写出码点
missing-digits = 实际缺少 { $count } 位十六进制数字
write-hexadecimal = 例如可写 \x41 或 \u0041
no-property = 实际有不带属性的 { $text }
no-code-point = 实际的字符编号为{ $text }
write-digits = 请写码点的十六进制数字，且不是代理项
no-start = 实际的模式没有起始状态：{ $reason }
large-table = 实际的状态表过大
large-table-of = 实际的状态表有 { $entries } 项，最多为 { $limit } 项
uncheckable = 实际无法检查：{ $reason }

## 生成的代码

no-rust = 应生成 Rust 代码，实际为：{ $reason }
report-mistake = 这是生成器的缺陷：请附上文档报告
unrouted-method = 应为 axum 能够路由的方法，实际为 { $method }
route-again = 每条路由应只有一个操作，实际 { $method } { $path } 再次出现
route-by-hand = 请自行添加其路由，放在生成的路由器之前
progenitor-fails = 应为 progenitor 能够处理的文档，实际为：{ $reason }
progenitor-panics = 其中发生 panic
look-for-unusual = 请检查有无不寻常的路径或名称
