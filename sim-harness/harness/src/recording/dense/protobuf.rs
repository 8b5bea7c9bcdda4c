//! `foxglove.CompressedImage` and our own map of depths, which has the same four fields, in
//! protobuf's wire format (protobuf.dev, "Encoding"), and their descriptions (descriptor.proto).

use trunkline_interfaces::Stamp;

/// Types of fields on the wire.
const VARINT: u64 = 0;
const FIXED_64: u64 = 1;
const LENGTH: u64 = 2;
const FIXED_32: u64 = 5;

/// An encoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CompressedImage<'a> {
    /// When it was taken.
    pub(super) stamp: Stamp,
    /// Name of the camera.
    pub(super) frame_id: &'a str,
    /// The picture, in its format.
    pub(super) data: &'a [u8],
    /// "png", or our own.
    pub(super) format: &'a str,
}

impl CompressedImage<'_> {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let ns = self.stamp.ns();
        let mut time = Vec::new();
        number(&mut time, 1, ns.div_euclid(1_000_000_000) as u64);
        number(&mut time, 2, ns.rem_euclid(1_000_000_000) as u64);
        let mut bytes = Vec::with_capacity(self.data.len() + 64);
        block(&mut bytes, 1, &time);
        block(&mut bytes, 2, self.data);
        block(&mut bytes, 3, self.format.as_bytes());
        block(&mut bytes, 4, self.frame_id.as_bytes());
        bytes
    }
}

/// Picture and format of a message; other fields are passed over.
///
/// # Errors
/// In words, if the bytes are no message's.
pub(super) fn data_and_format(bytes: &[u8]) -> Result<(&[u8], &str), String> {
    let (mut data, mut format) = (&bytes[..0], "");
    let mut rest = bytes;
    while !rest.is_empty() {
        let (tag, after) = varint(rest).ok_or("a field's number breaks off")?;
        let (content, after) = match tag & 7 {
            VARINT => (&rest[..0], varint(after).ok_or("a number breaks off")?.1),
            FIXED_64 => (&rest[..0], after.get(8..).ok_or("a number breaks off")?),
            FIXED_32 => (&rest[..0], after.get(4..).ok_or("a number breaks off")?),
            LENGTH => {
                let (length, after) = varint(after).ok_or("a length breaks off")?;
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                after.split_at_checked(length).ok_or("a field breaks off")?
            }
            kind => return Err(format!("a field is of the unknown type {kind}")),
        };
        match tag >> 3 {
            2 => data = content,
            3 => format = std::str::from_utf8(content).map_err(|e| e.to_string())?,
            _ => {}
        }
        rest = after;
    }
    Ok((data, format))
}

/// The `FileDescriptorSet` of a message with the fields of [`CompressedImage`], and of the
/// timestamp in it.
pub(super) fn description(package: &str, message: &str) -> Vec<u8> {
    const BYTES: u64 = 12;
    const STRING: u64 = 9;
    let stamp = message_type(
        "Timestamp",
        &[field("seconds", 1, 3, ""), field("nanos", 2, 5, "")],
    );
    let image = message_type(
        message,
        &[
            field("timestamp", 1, 11, ".google.protobuf.Timestamp"),
            field("frame_id", 4, STRING, ""),
            field("data", 2, BYTES, ""),
            field("format", 3, STRING, ""),
        ],
    );
    let time_file = "google/protobuf/timestamp.proto";
    let mut set = Vec::new();
    let time = file(time_file, "google.protobuf", &[], &stamp);
    block(&mut set, 1, &time);
    let name = format!("{package}/{message}.proto");
    block(&mut set, 1, &file(&name, package, &[time_file], &image));
    set
}

/// A `FileDescriptorProto` with one message.
fn file(name: &str, package: &str, imports: &[&str], message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    block(&mut bytes, 1, name.as_bytes());
    block(&mut bytes, 2, package.as_bytes());
    for import in imports {
        block(&mut bytes, 3, import.as_bytes());
    }
    block(&mut bytes, 4, message);
    block(&mut bytes, 12, b"proto3");
    bytes
}

/// A `DescriptorProto`.
fn message_type(name: &str, fields: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    block(&mut bytes, 1, name.as_bytes());
    for field in fields {
        block(&mut bytes, 2, field);
    }
    bytes
}

/// A `FieldDescriptorProto` of an optional field; `kind` is a number of its enum `Type`.
fn field(name: &str, tag: u64, kind: u64, type_name: &str) -> Vec<u8> {
    const OPTIONAL: u64 = 1;
    let mut bytes = Vec::new();
    block(&mut bytes, 1, name.as_bytes());
    number(&mut bytes, 3, tag);
    number(&mut bytes, 4, OPTIONAL);
    number(&mut bytes, 5, kind);
    if !type_name.is_empty() {
        block(&mut bytes, 6, type_name.as_bytes());
    }
    bytes
}

fn number(bytes: &mut Vec<u8>, tag: u64, value: u64) {
    put_varint(bytes, tag << 3 | VARINT);
    put_varint(bytes, value);
}

fn block(bytes: &mut Vec<u8>, tag: u64, content: &[u8]) {
    put_varint(bytes, tag << 3 | LENGTH);
    put_varint(bytes, content.len() as u64);
    bytes.extend_from_slice(content);
}

fn put_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0_u64;
    for (i, byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[i + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_the_bytes_that_protobuf_writes() {
        let image = CompressedImage {
            stamp: Stamp::from_ns(3_000_000_300),
            frame_id: "front",
            data: &[1, 2],
            format: "png",
        };
        let expected = [
            &[0x0a, 5, 0x08, 3, 0x10, 0xac, 0x02][..], // 300 = 0b10_0101100
            &[0x12, 2, 1, 2],
            &[0x1a, 3, b'p', b'n', b'g'],
            &[0x22, 5, b'f', b'r', b'o', b'n', b't'],
        ];
        assert_eq!(image.to_bytes(), expected.concat());
        assert_eq!(data_and_format(&image.to_bytes()), Ok((&[1, 2][..], "png")));
    }

    #[test]
    fn fields_of_later_versions_are_passed_over_and_broken_ones_refused() {
        // A number, 64 bits, 32 bits, the data.
        let bytes = [
            &[0x28, 0x96, 0x01][..],
            &[0x31, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0x3d, 0, 0, 0, 0],
            &[0x12, 1, 9],
        ];
        assert_eq!(data_and_format(&bytes.concat()), Ok((&[9][..], "")));
        for broken in [
            &[0x12][..],
            &[0x12, 5, 1],
            &[0x80],
            &[0x0b],
            &[0x31, 0],
            &[0xff; 12],
        ] {
            assert!(data_and_format(broken).is_err(), "{broken:?}");
        }
    }
}
