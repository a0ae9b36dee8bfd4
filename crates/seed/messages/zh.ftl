### 合成记录生成器的消息。

wrong-days = 应为 1 到 { $max } 天，实际为 { $found } 天
early-period = 时段应始于公元元年之后，实际为 { $end } 之前的 { $days } 天
