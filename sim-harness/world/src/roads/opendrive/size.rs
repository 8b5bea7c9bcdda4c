//! What the reader of OpenDRIVE would take minutes for is refused beforehand.

use crate::roads::error::MapError;

/// Lanes of one section, the centre one counted: the widest road of the maps that tests read has 15.
/// What the reader does grows with their square and more.
const MOST_LANES: usize = 64;

/// Sections of one road: the longest list of the maps that tests read has 5. What the reader does
/// grows with their square and more.
const MOST_SECTIONS: usize = 500;

/// Refuses a text with a section of more lanes, or a road of more sections, than any road has;
/// `name` is for messages.
pub(super) fn refuse_crowds(text: &str, name: &str) -> Result<(), MapError> {
    // By its text: a file that is no XML is refused by its reader, with the place.
    let sections = text.split("<laneSection").skip(1).zip(1..);
    let lanes = |section: &str| {
        let tags = section.split("<lane").skip(1);
        tags.filter(|tag| tag.starts_with(char::is_whitespace))
            .count()
    };
    let mut counts = sections.map(|(section, number)| (lanes(section), number));
    if let Some((count, number)) = counts.find(|(count, _)| *count > MOST_LANES) {
        return Err(MapError::Broken {
            name: name.to_owned(),
            place: format!("lane section {number} of the file"),
            reason: format!(
                "it has {count} lanes, at most {MOST_LANES} are read: no road is so wide; \
                 see whether lanes stand there more than once"
            ),
        });
    }
    let roads = text.split("</road>").zip(1..);
    let mut counts = roads.map(|(road, number)| (road.matches("<laneSection").count(), number));
    match counts.find(|(count, _)| *count > MOST_SECTIONS) {
        Some((count, number)) => Err(MapError::Broken {
            name: name.to_owned(),
            place: format!("road number {number} of the file"),
            reason: format!(
                "it has {count} lane sections, at most {MOST_SECTIONS} are read: split the road"
            ),
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two roads: one section with a lane, and so many sections with so many lanes each.
    fn sized(sections: usize, lanes: usize) -> Result<(), MapError> {
        let section = |lanes: usize| {
            let lanes = "<lane id=\"1\"><link/></lane>".repeat(lanes);
            format!("<laneSection s=\"0\"><left>{lanes}</left></laneSection>")
        };
        let sections = section(lanes).repeat(sections);
        let lanes = |sections: &str| format!("<road><lanes>{sections}</lanes></road>");
        refuse_crowds(&[lanes(&section(1)), lanes(&sections)].concat(), "a.xodr")
    }

    #[test]
    fn the_most_lanes_and_sections_are_read_and_one_more_is_not() {
        assert!(sized(2, 64).is_ok());
        let error = sized(2, 65).unwrap_err().to_string();
        assert!(error.contains("lane section 2 of the file"), "{error}");
        assert!(sized(500, 1).is_ok());
        let error = sized(501, 1).unwrap_err().to_string();
        assert!(error.contains("road number 2 of the file"), "{error}");
    }
}
