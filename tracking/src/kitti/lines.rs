//! Fields of a line, with their columns, so that errors can point at them.

use std::io::Read as _;
use std::path::Path;
use std::str::FromStr;

use super::error::KittiError;
use super::frames::{CameraBox, ImageBox};

/// Largest file that is read, bytes; the largest KITTI tracking file has some MB.
const MAX_BYTES: u64 = 256 << 20;
/// Largest number that means anything, in whatever unit: a place 1000 km away. What is larger would
/// overflow on the way to a message.
const MAX_NUMBER: f64 = 1e6;

/// The text of a file.
pub(super) fn read_text(path: &Path, hint: &'static str) -> Result<String, KittiError> {
    let unreadable = |reason: String| KittiError::Unreadable {
        path: path.display().to_string(),
        reason,
        hint,
    };
    let file = std::fs::File::open(path).map_err(|e| unreadable(e.to_string()))?;
    let mut text = String::new();
    match file.take(MAX_BYTES + 1).read_to_string(&mut text) {
        Ok(n) if n as u64 > MAX_BYTES => {
            Err(unreadable(format!("it has more than {MAX_BYTES} bytes")))
        }
        Ok(_) => Ok(text),
        Err(e) => Err(unreadable(e.to_string())),
    }
}

/// One line of a file, split into fields.
pub(super) struct Line<'t> {
    file: &'t str,
    number: usize,
    /// Column (characters, from 1) and text of each field.
    fields: Vec<(usize, &'t str)>,
}

/// The lines of a text that are not blank; fields separated by `separator`, or by white space.
pub(super) fn lines<'t>(
    text: &'t str,
    file: &'t str,
    separator: Option<char>,
) -> impl Iterator<Item = Line<'t>> {
    text.lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
        .map(move |(i, l)| Line {
            file,
            number: i + 1,
            fields: split(l, separator),
        })
}

fn split(line: &str, separator: Option<char>) -> Vec<(usize, &str)> {
    let start = line.as_ptr() as usize;
    let place = |part: &str| {
        let byte = part.as_ptr() as usize - start;
        line.get(..byte).map_or(0, |before| before.chars().count()) + 1
    };
    match separator {
        Some(c) => line
            .split(c)
            .map(|p| (place(p.trim_start()), p.trim()))
            .collect(),
        None => line.split_whitespace().map(|p| (place(p), p)).collect(),
    }
}

impl<'t> Line<'t> {
    /// Requires exactly as many fields.
    pub(super) fn require(&self, count: usize, what: &str) -> Result<(), KittiError> {
        self.require_with(count, what, "mend or remove the line")
    }

    /// Requires exactly as many fields; says what to do if there are others.
    pub(super) fn require_with(
        &self,
        count: usize,
        what: &str,
        hint: &str,
    ) -> Result<(), KittiError> {
        if self.fields.len() == count {
            return Ok(());
        }
        let column = self.fields.last().map_or(1, |(c, f)| c + f.chars().count());
        Err(KittiError::Line {
            file: self.file.to_owned(),
            line: self.number,
            column,
            problem: format!("{} fields, {what} has {count}", self.fields.len()),
            hint: hint.to_owned(),
        })
    }

    /// A field's text; empty if there is none.
    pub(super) fn text(&self, index: usize) -> &'t str {
        self.fields.get(index).map_or("", |(_, f)| *f)
    }

    /// An error at a field.
    pub(super) fn error(&self, index: usize, problem: String, hint: &str) -> KittiError {
        KittiError::Line {
            file: self.file.to_owned(),
            line: self.number,
            column: self.fields.get(index).map_or(1, |(c, _)| *c),
            problem,
            hint: hint.to_owned(),
        }
    }

    /// A field as an integer.
    pub(super) fn integer<T: FromStr>(&self, index: usize, name: &str) -> Result<T, KittiError> {
        let text = self.text(index);
        text.parse().map_err(|_reason: T::Err| {
            self.error(
                index,
                format!("{name} `{text}` is no whole number in range"),
                "mend or remove the line",
            )
        })
    }

    /// The first field as the number of one of so many frames.
    pub(super) fn frame(&self, frames: usize) -> Result<usize, KittiError> {
        let frame = self.integer(0, "frame")?;
        if frame < frames {
            return Ok(frame);
        }
        Err(self.error(
            0,
            format!("frame {frame} has no pose, there are {frames} poses"),
            "give poses a line for each frame, from frame 0",
        ))
    }

    /// Four neighbouring fields as a rectangle of the image: left, top, right, bottom.
    pub(super) fn image_box(&self, from: usize) -> Result<ImageBox, KittiError> {
        let sides = self.numbers(from, "image box")?;
        let [left, top, right, bottom] = sides;
        if left > right || top > bottom {
            let problem = format!("the 2D box is {left} {top} {right} {bottom}");
            return Err(self.error(from, problem, "write left, top, right, bottom"));
        }
        Ok(ImageBox::from_array(sides))
    }

    /// Seven neighbouring fields as a box.
    pub(super) fn camera_box(&self, from: usize) -> Result<CameraBox, KittiError> {
        let values = self.numbers::<7>(from, "box")?;
        match values[..3].iter().position(|size_m| *size_m <= 0.0) {
            Some(i) => Err(self.error(
                from + i,
                format!("size `{}` is not above zero", self.text(from + i)),
                "mend or remove the line",
            )),
            None => Ok(CameraBox::from_array(values)),
        }
    }

    /// A field as a finite number of bearable size.
    pub(super) fn number_at(&self, index: usize, name: &str) -> Result<f64, KittiError> {
        let text = self.text(index);
        match text.parse::<f64>() {
            Ok(v) if v.abs() <= MAX_NUMBER => Ok(v),
            Ok(v) if v.is_finite() => Err(self.error(
                index,
                format!("{name} `{text}` is beyond ±{MAX_NUMBER}"),
                "mend or remove the line",
            )),
            Ok(_) => Err(self.error(
                index,
                format!("{name} `{text}` is not finite"),
                "mend or remove the line",
            )),
            Err(_) => Err(self.error(
                index,
                format!("{name} `{text}` is no number"),
                "mend or remove the line",
            )),
        }
    }

    /// `N` neighbouring fields as finite numbers.
    pub(super) fn numbers<const N: usize>(
        &self,
        from: usize,
        name: &str,
    ) -> Result<[f64; N], KittiError> {
        let mut values = [0.0; N];
        for (i, value) in values.iter_mut().enumerate() {
            *value = self.number_at(from + i, name)?;
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_skip_blank_lines() {
        let all: Vec<_> = lines("1, 2\n\n ä,x3", "f.txt", Some(',')).collect();
        assert_eq!(all.len(), 2);
        let error = all[1].number_at(1, "x").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`f.txt` line 3, column 4: x `x3` is no number\n\nhint: mend or remove the line"
        );
    }

    #[test]
    fn a_number_that_would_overflow_on_the_way_is_refused() {
        let line = lines("1e6 -1000001 1e308", "f.txt", None).next().unwrap();
        assert_eq!(line.number_at(0, "x").unwrap(), 1e6);
        for index in 1..3 {
            let error = line.number_at(index, "x").unwrap_err().to_string();
            assert!(error.contains("is beyond ±1000000"), "{error}");
        }
    }

    #[test]
    fn infinity_is_no_measurement() {
        let line = lines("inf", "f.txt", None).next().unwrap();
        assert!(
            line.number_at(0, "x")
                .unwrap_err()
                .to_string()
                .contains("not finite")
        );
    }

    fn line(text: &str) -> Line<'_> {
        lines(text, "f.txt", None).next().unwrap()
    }

    #[test]
    fn a_line_of_the_wrong_length_is_shown_at_its_end() {
        assert_eq!(line("1 2 ab").require(3, "a pose"), Ok(()));
        let error = line("1 2 ab").require(4, "a pose").unwrap_err().to_string();
        assert_eq!(
            error,
            "`f.txt` line 1, column 7: 3 fields, a pose has 4\n\nhint: mend or remove the line"
        );
    }

    #[test]
    fn fields_are_read_as_what_they_should_be() {
        let line = line("7 -3 2.5 x");
        assert_eq!((line.text(3), line.text(4)), ("x", ""));
        assert_eq!(
            (line.integer::<u32>(0, "n"), line.integer::<i64>(1, "n")),
            (Ok(7), Ok(-3))
        );
        let error = line.integer::<u32>(1, "track id").unwrap_err().to_string();
        assert!(
            error.contains("column 3: track id `-3` is no whole number"),
            "{error}"
        );
        assert_eq!(
            (line.number_at(2, "n"), line.numbers(0, "n")),
            (Ok(2.5), Ok([7.0, -3.0, 2.5]))
        );
        assert!(line.numbers::<2>(2, "n").is_err() && line.number_at(4, "n").is_err());
        assert_eq!(line.frame(8), Ok(7));
        assert!(line.frame(7).is_err());
    }

    #[test]
    fn a_box_without_a_size_is_shown_at_its_field() {
        assert!(line("9 0.1 0.1 0.1 1 2 3 4").camera_box(1).is_ok());
        for (text, column) in [
            ("9 -1 2 3 0 0 0 0", 3),
            ("9 1 0 3 0 0 0 0", 5),
            ("9 1 2 -3 0 0 0 0", 7),
        ] {
            let error = line(text).camera_box(1).unwrap_err().to_string();
            assert!(error.contains(&format!("column {column}: size")), "{error}");
        }
        let b = line("9 1 2 3 -4 -5 -6 -7").camera_box(1).unwrap();
        assert_eq!(
            (b.height_m, b.width_m, b.length_m, b.rotation_y_rad),
            (1.0, 2.0, 3.0, -7.0)
        );
    }
}
