use proc_macro2::Ident;
use quote::format_ident;

use crate::model::Parameter;

/// The name of the field of a parameter.
pub(super) fn ident(parameter: &Parameter) -> Ident {
    format_ident!("{}", parameter.field)
}
