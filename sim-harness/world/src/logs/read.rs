//! Bounded reading: a file from outside may be a bomb.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;

use super::LogError;

/// Largest file on disk. The largest shared scene has 0.15 MiB.
const MAX_FILE_MIB: u64 = 32;
/// Largest text after unpacking. The largest shared scene has 0.6 MiB.
const MAX_TEXT_MIB: u64 = 64;

const MIB: u64 = 1 << 20;

/// Bytes of a file, unpacked if it begins like gzip, within limits.
pub(super) fn read_bounded(path: &Path) -> Result<Vec<u8>, LogError> {
    let io = |source| LogError::Io {
        path: path.to_path_buf(),
        source,
    };
    let file = File::open(path).map_err(io)?;
    let raw = read_at_most(file, MAX_FILE_MIB, path, "on disk")?;
    if raw.starts_with(&[0x1f, 0x8b]) {
        return read_at_most(
            GzDecoder::new(raw.as_slice()),
            MAX_TEXT_MIB,
            path,
            "unpacked",
        );
    }
    Ok(raw)
}

fn read_at_most(
    source: impl Read,
    limit_mib: u64,
    path: &Path,
    what: &'static str,
) -> Result<Vec<u8>, LogError> {
    let mut bytes = Vec::new();
    source
        .take(limit_mib * MIB + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| LogError::Io {
            path: path.to_path_buf(),
            source,
        })?;
    if bytes.len() as u64 > limit_mib * MIB {
        return Err(LogError::TooLarge {
            path: path.to_path_buf(),
            what,
            limit_mib,
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_and_plain_files_read_alike() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        for bytes in [b"{}".to_vec(), packed(b"{}")] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(read_bounded(&path).unwrap(), b"{}");
        }
    }

    #[test]
    fn a_bomb_is_refused_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bomb.json.gz");
        std::fs::write(
            &path,
            packed(&vec![b' '; (MAX_TEXT_MIB * MIB + 2) as usize]),
        )
        .unwrap();
        let text = read_bounded(&path).unwrap_err().to_string();
        assert!(
            text.contains("bomb.json.gz") && text.contains("64 MiB (unpacked)"),
            "{text}"
        );
    }

    #[test]
    fn a_truncated_gzip_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("half.json.gz");
        let whole = packed(&[b'x'; 4000]);
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(
            read_bounded(&path)
                .unwrap_err()
                .to_string()
                .contains("half.json.gz")
        );
    }
}
