//! Integers as packed bits.

/// Numbers below 2 to the power of `width` in the hybrid of runs and packed bits: one run if all are the same, else packed.
pub(super) fn hybrid(out: &mut Vec<u8>, numbers: impl ExactSizeIterator<Item = u32> + Clone, width: u32) {
    let (count, mut rest) = (numbers.len(), numbers.clone());
    let Some(first) = rest.next() else { return };
    if rest.all(|number| number == first) {
        varint(out, count << 1);
        return out.extend(first.to_le_bytes().iter().take(width.div_ceil(8) as usize));
    }
    // In groups of eight.
    let groups = count.div_ceil(8);
    varint(out, groups << 1 | 1);
    pack(out, numbers, width, groups * width as usize);
}

/// The lengths of texts as packed differences, in blocks of four parts of 32 with the same width.
pub(super) fn delta_lengths(out: &mut Vec<u8>, lengths: &[i64]) {
    let zigzag = |number: i64| (number << 1 ^ number >> 63) as usize;
    let Some(first) = lengths.first() else { return };
    [128, 4, lengths.len(), zigzag(*first)].into_iter().for_each(|number| varint(out, number));
    let (from, to) = (lengths.iter(), lengths.iter().skip(1));
    let differences: Vec<i64> = from.zip(to).map(|(from, to)| to - from).collect();
    for block in differences.chunks(128) {
        let (least, most) =
            block.iter().fold((i64::MAX, i64::MIN), |(least, most), at| (least.min(*at), most.max(*at)));
        let (parts, width) = (block.len().div_ceil(32), i64::BITS - (most - least).leading_zeros());
        varint(out, zigzag(least));
        out.extend((0..4).map(|part| if part < parts { width as u8 } else { 0 }));
        pack(out, block.iter().map(|difference| (difference - least) as u32), width, parts * 4 * width as usize);
    }
}

/// Numbers below 2 to the power of `width` as bits, in so many bytes.
fn pack(out: &mut Vec<u8>, numbers: impl Iterator<Item = u32>, width: u32, bytes: usize) {
    let end = out.len() + bytes;
    let (mut bits, mut filled) = (0_u64, 0);
    for number in numbers {
        bits |= u64::from(number) << filled;
        filled += width;
        if filled >= u32::BITS {
            out.extend((bits as u32).to_le_bytes());
            bits >>= u32::BITS;
            filled -= u32::BITS;
        }
    }
    out.extend((bits as u32).to_le_bytes());
    out.resize(end, 0);
}

fn varint(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
