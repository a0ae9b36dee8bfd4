//! The `Content-Range` header of a partial response.

/// First byte and total length in `bytes FIRST-LAST/TOTAL`; the total may be `*`.
pub(crate) fn read(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last): (u64, u64) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let total: Option<u64> = if total == "*" { None } else { Some(total.trim().parse().ok()?) };
    (first <= last && total.is_none_or(|total| last < total)).then_some((first, total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_range_that_makes_no_sense_is_not_used() {
        assert_eq!(read("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(read("bytes 5-9/*"), Some((5, None)));
        for text in [
            "", "bytes */10", "bytes 9-5/10", "bytes 5-10/10", "bytes -5/10", "items 5-9/10", "bytes 5-9",
            "bytes a-b/c",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
