//! Single pictures with their labels: `trunkline render`.
//!
//! Start at [`moment`] for what the ego sees at a time of a drive, [`write_pictures`] for the files.

mod files; // pictures and labels as PNG
mod lettering; // words in pictures
mod moment; // what the ego sees at a time of a drive
mod sheet; // many small pictures on one sheet
mod views; // labels in colour

pub use files::{PicturesDocument, SheetDocument, write_pictures, write_sheet};
pub(crate) use moment::drive_to;
pub use moment::{MomentError, moment};
pub use sheet::Sheet;
