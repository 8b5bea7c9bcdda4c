//! A picture or map, and its bytes: PNG for pictures and labels, our own code for depth.

use std::io::Cursor;

use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::{ColorType, ExtendedColorType, ImageDecoder as _, ImageEncoder as _, Limits};
use ndarray::{Array2, Array3};

use trunkline_interfaces::Stamp;

use super::depth;
use super::protobuf::{CompressedImage, data_and_format};

/// Schema of pictures and labels: any viewer of MCAP files knows it.
pub(crate) const IMAGE_SCHEMA: &str = "foxglove.CompressedImage";
/// Schema of depth, with the same fields.
pub(super) const DEPTH_SCHEMA: &str = "trunkline.CompressedDepth";

const PNG: &str = "png";
/// Depth in the code of `depth.rs`.
const DEPTH: &str = "trunkline-depth-1";
/// A map without a pixel, which PNG cannot hold: its height and width.
const EMPTY: &str = "empty";
/// Larger pictures are damage.
const MAX_SIDE_PX: u32 = 1 << 14;
const MAX_BYTES: u64 = 1 << 28;

/// A picture or map of a message.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Dense<'a> {
    /// RGB, `[height, width, 3]`.
    Picture(&'a Array3<u8>),
    /// A class per pixel.
    Labels(&'a Array2<u8>),
    /// Who, per pixel.
    Instances(&'a Array2<u16>),
    /// Depth per pixel, m.
    Depth(&'a Array2<f32>),
}

impl Dense<'_> {
    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Picture(map) => map.is_empty(),
            Self::Labels(map) => map.is_empty(),
            Self::Instances(map) => map.is_empty(),
            Self::Depth(map) => map.is_empty(),
        }
    }

    /// Bytes in memory.
    pub(crate) fn byte_len(&self) -> usize {
        match self {
            Self::Picture(map) => map.len(),
            Self::Labels(map) => map.len(),
            Self::Instances(map) => 2 * map.len(),
            Self::Depth(map) => 4 * map.len(),
        }
    }

    /// Name of the schema of its channel.
    pub(crate) fn schema(&self) -> &'static str {
        match self {
            Self::Depth(_) => DEPTH_SCHEMA,
            _ => IMAGE_SCHEMA,
        }
    }

    /// What identifies its content: equal only if every bit and the size are.
    pub(crate) fn hash(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        let [height, width] = self.size();
        hasher.update(&[self.tag()]);
        hasher.update(&(height as u64).to_le_bytes());
        hasher.update(&(width as u64).to_le_bytes());
        hasher.update(&self.values());
        hasher.finalize()
    }

    /// The message that goes into the file.
    ///
    /// # Errors
    /// The encoder's words, for a picture that is none.
    pub(crate) fn to_message(self, stamp: Stamp, camera: &str) -> Result<Vec<u8>, String> {
        let (data, format) = self.encoded()?;
        Ok(CompressedImage {
            stamp,
            frame_id: camera,
            data: &data,
            format,
        }
        .to_bytes())
    }

    fn encoded(self) -> Result<(Vec<u8>, &'static str), String> {
        let [height, width] = self.size();
        if self.is_empty() {
            let size = [height, width].map(|n| (n as u64).to_le_bytes());
            return Ok((size.concat(), EMPTY));
        }
        let color = match self {
            Self::Depth(map) => return Ok((depth::encode(map), DEPTH)),
            Self::Picture(map) if map.dim().2 == 3 => ExtendedColorType::Rgb8,
            Self::Picture(map) => return Err(format!("it has {} channels, not 3", map.dim().2)),
            Self::Labels(_) => ExtendedColorType::L8,
            Self::Instances(_) => ExtendedColorType::L16,
        };
        let (Ok(width), Ok(height)) = (u32::try_from(width), u32::try_from(height)) else {
            return Err(format!("{width} × {height} pixels are too many"));
        };
        let mut bytes = Vec::new();
        // Noise does not compress and labels do at once: a longer search gains a hundredth of the
        // size and takes seventy times as long.
        let (search, filter) = (CompressionType::Fast, FilterType::Adaptive);
        let png = PngEncoder::new_with_quality(&mut bytes, search, filter);
        let written = png.write_image(&self.values(), width, height, color);
        written.map_err(|e| e.to_string())?;
        Ok((bytes, PNG))
    }

    fn tag(&self) -> u8 {
        match self {
            Self::Picture(_) => 0,
            Self::Labels(_) => 1,
            Self::Instances(_) => 2,
            Self::Depth(_) => 3,
        }
    }

    fn size(&self) -> [usize; 2] {
        let (height, width) = match self {
            Self::Picture(map) => (map.dim().0, map.dim().1),
            Self::Labels(map) => map.dim(),
            Self::Instances(map) => map.dim(),
            Self::Depth(map) => map.dim(),
        };
        [height, width]
    }

    /// Its values in the order of rows; 16 bits as this machine has them, depth as its bits.
    fn values(&self) -> std::borrow::Cow<'_, [u8]> {
        fn bytes<'a, D: ndarray::Dimension>(
            map: &'a ndarray::Array<u8, D>,
        ) -> std::borrow::Cow<'a, [u8]> {
            match map.as_slice() {
                Some(values) => values.into(),
                None => map.iter().copied().collect::<Vec<u8>>().into(),
            }
        }
        match self {
            Self::Picture(map) => bytes(map),
            Self::Labels(map) => bytes(map),
            Self::Instances(map) => map.iter().flat_map(|v| v.to_ne_bytes()).collect(),
            Self::Depth(map) => map.iter().flat_map(|v| v.to_bits().to_le_bytes()).collect(),
        }
    }
}

/// A picture from its message.
///
/// # Errors
/// In words, if the message holds none; so below.
pub(crate) fn read_picture(message: &[u8]) -> Result<Array3<u8>, String> {
    let (values, (height, width)) = match read(message)? {
        Read::Empty(size) => (Vec::new(), size),
        Read::Png(data) => png(data, ColorType::Rgb8)?,
        Read::Depth(_) => return Err("it is depth, not a picture".into()),
    };
    Array3::from_shape_vec((height, width, 3), values).map_err(|e| e.to_string())
}

/// Labels from their message.
pub(crate) fn read_labels(message: &[u8]) -> Result<Array2<u8>, String> {
    let (values, size) = match read(message)? {
        Read::Empty(size) => (Vec::new(), size),
        Read::Png(data) => png(data, ColorType::L8)?,
        Read::Depth(_) => return Err("it is depth, not labels".into()),
    };
    Array2::from_shape_vec(size, values).map_err(|e| e.to_string())
}

/// Instances from their message.
pub(crate) fn read_instances(message: &[u8]) -> Result<Array2<u16>, String> {
    let (values, size) = match read(message)? {
        Read::Empty(size) => (Vec::new(), size),
        Read::Png(data) => png(data, ColorType::L16)?,
        Read::Depth(_) => return Err("it is depth, not instances".into()),
    };
    let pairs = values.chunks_exact(2);
    let values = pairs.map(|b| u16::from_ne_bytes([b[0], b[1]])).collect();
    Array2::from_shape_vec(size, values).map_err(|e| e.to_string())
}

/// Depth from its message.
pub(crate) fn read_depth(message: &[u8]) -> Result<Array2<f32>, String> {
    match read(message)? {
        Read::Empty(size) => Array2::from_shape_vec(size, Vec::new()).map_err(|e| e.to_string()),
        Read::Depth(data) => depth::decode(data),
        Read::Png(_) => Err("it is a picture, not depth".into()),
    }
}

/// A message's content, by its format.
enum Read<'a> {
    Empty((usize, usize)),
    Png(&'a [u8]),
    Depth(&'a [u8]),
}

fn read(message: &[u8]) -> Result<Read<'_>, String> {
    let (data, format) = data_and_format(message)?;
    match format {
        PNG => Ok(Read::Png(data)),
        DEPTH => Ok(Read::Depth(data)),
        EMPTY => {
            let side = |at: usize| {
                let eight = data.get(at..at + 8)?;
                usize::try_from(u64::from_le_bytes(eight.try_into().ok()?)).ok()
            };
            match (side(0), side(8)) {
                (Some(height), Some(width)) if height == 0 || width == 0 => {
                    Ok(Read::Empty((height, width)))
                }
                _ => Err("the size of an empty map is missing".into()),
            }
        }
        _ => Err(format!("`{format}` is none of its formats")),
    }
}

type Values = (Vec<u8>, (usize, usize));

/// Values and size of a PNG of some pixels.
fn png(data: &[u8], wanted: ColorType) -> Result<Values, String> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE_PX);
    limits.max_image_height = Some(MAX_SIDE_PX);
    limits.max_alloc = Some(MAX_BYTES);
    let decoder = PngDecoder::with_limits(Cursor::new(data), limits).map_err(|e| e.to_string())?;
    let ((width, height), color) = (decoder.dimensions(), decoder.color_type());
    let length = decoder.total_bytes();
    if color != wanted || length > MAX_BYTES {
        return Err(format!(
            "it is {width} × {height} of {color:?}, not {wanted:?}"
        ));
    }
    let mut values = vec![0; length as usize]; // at most MAX_BYTES
    decoder.read_image(&mut values).map_err(|e| e.to_string())?;
    Ok((values, (height as usize, width as usize)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(map: Dense<'_>) -> Vec<u8> {
        map.to_message(Stamp::from_s(1.0), "front").unwrap()
    }

    #[test]
    fn every_kind_of_map_comes_back_as_it_was() {
        let picture = Array3::from_shape_fn((5, 7, 3), |(y, x, c)| (31 * y + 7 * x + 90 * c) as u8);
        let labels = Array2::from_shape_fn((5, 7), |(y, x)| (y * x) as u8);
        let instances = Array2::from_shape_fn((5, 7), |(y, x)| (1000 * y + x) as u16);
        let depth = Array2::from_shape_fn((5, 7), |(y, x)| (y * x) as f32 * 0.3);
        assert_eq!(
            read_picture(&message(Dense::Picture(&picture))).as_ref(),
            Ok(&picture)
        );
        assert_eq!(
            read_labels(&message(Dense::Labels(&labels))).as_ref(),
            Ok(&labels)
        );
        let written = message(Dense::Instances(&instances));
        assert_eq!(read_instances(&written).as_ref(), Ok(&instances));
        assert_eq!(
            read_depth(&message(Dense::Depth(&depth))).as_ref(),
            Ok(&depth)
        );
        // Stored column by column, a picture is the same picture.
        let turned = picture.clone().permuted_axes([1, 0, 2]);
        let straight = turned.as_standard_layout().into_owned();
        assert_eq!(
            message(Dense::Picture(&turned)),
            message(Dense::Picture(&straight))
        );
    }

    #[test]
    fn a_map_without_a_pixel_keeps_its_size() {
        let labels = Array2::<u8>::zeros((0, 7));
        assert_eq!(read_labels(&message(Dense::Labels(&labels))), Ok(labels));
    }

    #[test]
    fn what_is_not_what_the_topic_says_is_refused() {
        let labels = Array2::<u8>::zeros((5, 7));
        let mut written = message(Dense::Labels(&labels));
        assert!(read_depth(&written).is_err() && read_labels(&written).is_ok());
        let picture = Array3::<u8>::zeros((5, 7, 3));
        let error = read_labels(&message(Dense::Picture(&picture))).unwrap_err();
        assert!(error.contains("7 × 5 of Rgb8, not L8"), "{error}");
        written.truncate(written.len() / 2);
        assert!(read_labels(&written).is_err());
    }

    #[test]
    fn hashes_tell_size_and_content_apart() {
        let hash = |map: &Array2<u8>| Dense::Labels(map).hash();
        let (wide, high) = (Array2::zeros((2, 6)), Array2::zeros((6, 2)));
        assert_ne!(hash(&wide), hash(&high));
        assert_eq!(hash(&wide), hash(&wide.clone()));
        let mut other = wide.clone();
        other[[1, 3]] = 1;
        assert_ne!(hash(&wide), hash(&other));
    }
}
