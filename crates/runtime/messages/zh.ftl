### 运行时的消息：规则对值的要求。
###
### 大多数消息接在“应为”之后。$limit 是文档中规则的限值，$names 是以顿号分隔的名称或值。
### 值以拉丁字母或数字开头或结尾时，与汉字之间的空格会自动加上。

## 句子

expected = 应为{ $expected }
expected-but-found = 应为{ $expected }，实际为“{ $found }”
violation = { $place } { $name }：{ $message }
and-more = 另有 { $count } 项
more = 另有 { $count } 个

## 列表

quoted = “{ $text }”
comma = 、
semicolon = ；

## 请求的各部分

path-parameter = 路径参数
query-parameter = 查询参数
header = 请求头
cookie = Cookie
field = 字段

## 文本

at-least-characters = 至少 { $limit } 个字符
at-most-characters = 最多 { $limit } 个字符
one-of = 以下值之一：{ $names }
matches = 匹配 { $limit } 的文本
text = 文本

## 格式

byte = Base64，例如 aGVsbG8=
date = 日期，例如 2020-04-13
date-time = 日期和时间，例如 2020-04-24T03:02:47Z
duration = 时长，例如 P1DT12H
email = 邮箱地址，例如 user@example.com
hostname = 主机名，例如 www.example.com
ipv4 = IPv4 地址，例如 192.0.2.1
ipv6 = IPv6 地址，例如 2001:db8::1
minute = UTC 时间，精确到分钟，例如 2016-08-20T21:11Z
time = 时刻，例如 01:59:00Z
uri = URI，例如 https://example.com/
uuid = UUID，例如 2eb8aa08-aa98-11ea-b4aa-73b441d16380

## 数

at-least = 不小于 { $limit } 的数
at-most = 不大于 { $limit } 的数
above = 大于 { $limit } 的数
below = 小于 { $limit } 的数
multiple-of = { $limit } 的倍数
finite = 有限的数
number = 数
whole-number = 整数
true-or-false = true 或 false 之一

## 列表和对象

at-least-items = 至少 { $limit } 项
at-most-items = 最多 { $limit } 项
an-item = 至少一项，实际没有
no-item-twice = 互不相同的项
contained-at-least = 至少 { $limit } 个符合 schema 的项
contained = { $min } 到 { $max } 个符合 schema 的项
at-least-fields = 至少 { $limit } 个字段
at-most-fields = 最多 { $limit } 个字段
fields = 字段 { $names }
fields-beside = 另一个字段要求同时给出的字段
field-names = 符合 schema 的字段名
no-other-field = 文档中定义的字段

## JSON 值

no-value = 没有值
exactly = 值 { $limit }
null = 空值 null
boolean = 布尔值
integer = 整数
string = 字符串
array = 数组
object = 对象
one-of-the-types = 以下类型之一：{ $names }
any-alternative = 至少符合一个备选 schema 的值
one-alternative = 恰好符合一个备选 schema 的值
choice = 字段 { $field } 为以下值之一的对象：{ $names }
another-value = 除此以外的值
the-schema = 符合 schema 的值
levels = 最多 { $limit } 层嵌套的 schema
visits = 各部分平均最多检查 { $limit } 次的值

## 是否给出，以及涉及多个参数的规则

a-value = 一个值，实际没有
one-value = 一个值，实际有多个
a-value-of = { $names } 中至少一个的值，实际没有
a-value-beside = 一个值，因为已给出 { $given }；实际没有
not-below = 不小于 { $other }（{ $limit }）的值

## 编码后的请求

header-value = 不含换行和其他控制字符，首尾没有空白的值
keeps-names = 不与查询部分其他参数重名的字段名
keeps-parts = 参数的 style 能够表示的值：各部分不含分隔符，首尾没有空白，且不是单独一个空项
keeps-the-path = 不改变路径的值：不能是 . 或 ..，不能含 \
keeps-the-path-whole = 不改变路径的值：不能是 . 或 ..，不能含 \，不能为空
no-parameter = 没有参数：此操作的查询部分不含参数
a-parameter = 以下参数之一：{ $names }
at-most-parameters = 最多 { $limit } 个参数
percent-encoded = 百分号编码的 UTF-8，不含 NUL
parts = 以分隔行隔开、带有头部且以结尾分隔行结束的各部分
part-name = 各部分的名称
at-most-parts = 最多 { $limit } 个部分
media-type = 媒体类型为 { $names } 的部分
utf-8 = UTF-8 编码
json = JSON 文本
json-but = JSON 文本：{ $cause }
at-most-bytes = 最多 { $limit } 字节，实际 { $found } 字节
kind = 所需类型的值
kind-and-style = 所需类型和写法的值
kind-of-fields = 所需类型的字段，每个只出现一次
kind-of-items = 所需类型的项
brackets = 方括号成对的名称
at-most-brackets = 最多 { $limit } 个方括号中的名称

## 帮助中的类型和规则：类型及其规则以逗号分隔

clause = ，
length = { $min } 到 { $max } 个字符
matching = 匹配 { $pattern }
shape-number = 数
shape-whole-number = 整数
shape-at-least = 不小于 { $limit }
shape-at-most = 不大于 { $limit }
list-of = 列表：{ $item }
any-json = JSON 能表示的值
deprecated = 已弃用
deprecated-since = 自 { $date } 起弃用
ends-on = 将于 { $date } 停用
any-parts = 各部分：字段和文件
bytes = 字节

## 时间范围；各条消息接在“应为”之后

both-or-neither = 一个值，因为已给出 { $given }：两者须同时给出或都不给出，实际没有 { $missing }
minute-before = 早于 { $other }（{ $end }）的时间
both-ends-no-start = 两端都有或都没有的时间范围，实际没有开始时间
both-ends-no-end = 两端都有或都没有的时间范围，实际没有结束时间
start-before-end = 早于结束时间的开始时间
