use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::literal::count;
use crate::pattern::{BytePattern, Matcher, Pattern, Table};

/// A pattern, as the runtime has it.
pub(crate) fn pattern_fields(pattern: &Pattern) -> TokenStream {
    let source = &pattern.source;
    let matcher = match &*pattern.matcher {
        Matcher::BytePattern(form) => {
            let form = self::form(form);
            quote!(BytePattern(&#form))
        }
        Matcher::Literals(words) => quote!(Literals(&[#(#words),*])),
        Matcher::Table => {
            let table = table(&pattern.table);
            quote!(Table(&#table))
        }
    };
    quote!(runtime::Pattern { source: #source, matcher: runtime::Matcher::#matcher })
}

fn form(form: &BytePattern) -> TokenStream {
    let ranges = form.ranges.iter().map(|ranges| Literal::byte_string(ranges));
    let head = form.head.iter().map(|set| Literal::u8_unsuffixed(*set));
    let (rest, min) = (Literal::u8_unsuffixed(form.rest), Literal::usize_unsuffixed(form.min));
    let max = form.max.map_or(quote!(usize::MAX), count);
    quote!(runtime::BytePattern::new(&[#(#ranges),*], &[#(#head),*], #rest, #min, #max))
}

fn table(table: &Table) -> TokenStream {
    let classes = table.classes.iter().map(|class| Literal::u8_unsuffixed(*class));
    let next = table.next.iter().map(|state| Literal::u16_unsuffixed(*state));
    let (width, accepts) = (Literal::usize_unsuffixed(table.width), &table.accepts);
    let chain = table.chain().into_iter().map(|(stay, go)| {
        let (stay, go) = (Literal::u64_unsuffixed(stay), Literal::u64_unsuffixed(go));
        quote!((#stay, #go))
    });
    let start = Literal::u16_unsuffixed(table.start);
    quote! {
        runtime::Table {
            classes: &[#(#classes),*],
            width: #width,
            next: &[#(#next),*],
            accepts: &[#(#accepts),*],
            start: #start,
            chain: &[#(#chain),*],
        }
    }
}
