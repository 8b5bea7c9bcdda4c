//! What the reader of OpenDRIVE would take minutes for is refused beforehand.

use crate::roads::error::MapError;

/// Lanes of one section, the centre one counted: the widest road of the maps that tests read has 15.
/// What the reader does grows with their square and more.
const MOST_LANES: usize = 64;

/// Sections of one road: the longest list of the maps that tests read has 5. What the reader does
/// grows with their square and more.
const MOST_SECTIONS: usize = 500;

/// Refuses a text with a section of more lanes, or a road of more sections, than any road has (what
/// is commented out counts too); `name` is for messages.
pub(super) fn refuse_crowds(text: &str, name: &str) -> Result<(), MapError> {
    // By its text: a file that is no XML is refused by its reader, with the place.
    let broken = |part: &str, reason: String| {
        Err(MapError::Broken {
            name: name.to_owned(),
            place: format!("line {}", line_of(part, text)),
            reason,
        })
    };
    for section in text.split("<laneSection").skip(1) {
        let tags = section.split("<lane").skip(1);
        let lanes = tags.filter(|tag| tag.starts_with(char::is_whitespace));
        let count = lanes.count();
        if count > MOST_LANES {
            let reason = format!(
                "the lane section has {count} lanes, the centre one counted, at most {MOST_LANES} are \
                 read: no road is so wide; see whether lanes stand there more than once"
            );
            return broken(section, reason);
        }
    }
    for before_end in text.split("</road>") {
        let count = before_end.matches("<laneSection").count();
        if count > MOST_SECTIONS {
            let road = before_end
                .split_once("<road")
                .map_or(before_end, |(_, road)| road);
            let reason = format!(
                "the road has {count} lane sections, at most {MOST_SECTIONS} are read: split the road"
            );
            return broken(road, reason);
        }
    }
    Ok(())
}

/// Line, from 1, in which a part of a text begins.
fn line_of(part: &str, text: &str) -> usize {
    let offset = part.as_ptr() as usize - text.as_ptr() as usize;
    let before = text.as_bytes().iter().take(offset);
    before.filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two roads: one section with a lane, and so many sections with so many lanes each; a line each.
    fn sized(sections: usize, lanes: usize) -> Result<(), MapError> {
        let section = |lanes: usize| {
            let lanes = "<lane id=\"1\"><link/></lane>".repeat(lanes);
            format!("<laneSection s=\"0\"><left>{lanes}</left></laneSection>\n")
        };
        let sections = section(lanes).repeat(sections);
        let road = |sections: &str| format!("<road>\n{sections}</road>\n");
        refuse_crowds(&[road(&section(1)), road(&sections)].concat(), "a.xodr")
    }

    #[test]
    fn the_most_lanes_and_sections_are_read_and_one_more_is_not() {
        assert!(sized(2, 64).is_ok());
        let error = sized(2, 65).unwrap_err().to_string();
        assert!(
            error.contains("at line 5: the lane section has 65"),
            "{error}"
        );
        assert!(sized(500, 1).is_ok());
        let error = sized(501, 1).unwrap_err().to_string();
        assert!(error.contains("at line 4: the road has 501"), "{error}");
    }
}
