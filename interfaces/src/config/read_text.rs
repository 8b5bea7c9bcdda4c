//! Files that people write: read whole, if they are of a size that people write.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// No config or scenario needs more; a larger file is a mistake.
const MAX_BYTES: u64 = 1 << 20;

/// The text of a config or scenario, at most 1 MiB.
///
/// # Errors
/// In words, what the system says, or that it is larger.
pub fn read_text(path: &Path) -> Result<String, String> {
    let file = File::open(path).map_err(|e| e.to_string())?;
    let mut text = String::new();
    // One byte more than allowed shows a file that is too long, however long it says it is.
    let read = file.take(MAX_BYTES + 1).read_to_string(&mut text);
    if read.map_err(|e| e.to_string())? as u64 > MAX_BYTES {
        return Err(format!("it has more than the {MAX_BYTES} bytes accepted"));
    }
    Ok(text)
}
