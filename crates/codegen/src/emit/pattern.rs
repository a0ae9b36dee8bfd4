use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::pattern::Pattern;

/// The table of a pattern, as the run time has it.
pub(crate) fn pattern_fields(pattern: &Pattern) -> TokenStream {
    let (source, table) = (&pattern.source, &pattern.table);
    let classes = table.classes.iter().map(|class| Literal::u8_unsuffixed(*class));
    let next = table.next.iter().map(|state| Literal::u16_unsuffixed(*state));
    let (width, accepts) = (Literal::usize_unsuffixed(table.width), &table.accepts);
    let chain = table.chain().into_iter().map(|(stay, go)| {
        let (stay, go) = (Literal::u64_unsuffixed(stay), Literal::u64_unsuffixed(go));
        quote!((#stay, #go))
    });
    let start = Literal::u16_unsuffixed(table.start);
    quote! {
        runtime::Pattern {
            source: #source,
            classes: &[#(#classes),*],
            width: #width,
            next: &[#(#next),*],
            accepts: &[#(#accepts),*],
            start: #start,
            chain: &[#(#chain),*],
        }
    }
}
