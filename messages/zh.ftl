### 本服务客户端的消息。

## 时间范围；各条消息接在“应为”之后

both-or-neither = 一个值，因为已给出 { $given }：两者须同时给出或都不给出，实际没有 { $missing }
minute-before = 早于 { $other }（{ $end }）的时间
both-ends-no-start = 两端都有或都没有的时间范围，实际没有开始时间
both-ends-no-end = 两端都有或都没有的时间范围，实际没有结束时间
start-before-end = 早于结束时间的开始时间

expected = 应为{ $expected }
