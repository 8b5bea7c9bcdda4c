//! Roads and junctions that a file names and does not have. The reader leaves out what leads
//! there without a word, and the road would simply end.

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

/// A place that names what is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dangling {
    /// As in "road 12, its successor".
    pub place: String,
    /// As in "road 99".
    pub missing: String,
}

/// The first place of an OpenDRIVE text that names a road or a junction which the text does not
/// have; `None` if there is none, or if the text is no XML.
pub(super) fn first_dangling(text: &str) -> Option<Dangling> {
    let document = Document::parse(text).ok()?;
    let elements: Vec<Node<'_, '_>> = document.root_element().children().collect();
    let named = |tag: &'static str| elements.iter().filter(move |e| e.has_tag_name(tag));
    let ids = |tag| -> BTreeSet<&str> { named(tag).filter_map(|e| e.attribute("id")).collect() };
    let (roads, junctions) = (ids("road"), ids("junction"));
    let of_roads = named("road").flat_map(|road| road_links(*road));
    let of_junctions = named("junction").flat_map(|junction| connections(*junction));
    of_roads.chain(of_junctions).find_map(|reference| {
        let known = if reference.is_junction {
            &junctions
        } else {
            &roads
        };
        (!known.contains(reference.id)).then(|| Dangling {
            place: reference.place,
            missing: format!(
                "{} {}",
                if reference.is_junction {
                    "junction"
                } else {
                    "road"
                },
                reference.id
            ),
        })
    })
}

/// What a link or a connection names.
struct Reference<'a> {
    place: String,
    is_junction: bool,
    id: &'a str,
}

/// `<road junction>` and `<road><link>`: what a road is part of, and what is before and behind it.
fn road_links<'a>(road: Node<'a, 'a>) -> Vec<Reference<'a>> {
    let id = road.attribute("id").unwrap_or("(no id)");
    let links = road.children().filter(|e| e.has_tag_name("link"));
    let ends = links.flat_map(|link| link.children());
    // "-1" is how the format says that a road is part of none.
    let junction = road.attribute("junction").filter(|id| *id != "-1");
    let part_of = junction.map(|junction| Reference {
        place: format!("road {id}, its junction"),
        is_junction: true,
        id: junction,
    });
    let ends = ends
        .filter(|e| e.has_tag_name("predecessor") || e.has_tag_name("successor"))
        .filter_map(|end| {
            Some(Reference {
                place: format!("road {id}, its {}", end.tag_name().name()),
                is_junction: end.attribute("elementType") == Some("junction"),
                id: end.attribute("elementId")?,
            })
        });
    part_of.into_iter().chain(ends).collect()
}

/// `<junction><connection>`: which roads a junction joins.
fn connections<'a>(junction: Node<'a, 'a>) -> Vec<Reference<'a>> {
    let id = junction.attribute("id").unwrap_or("(no id)");
    let connections = junction.children().filter(|e| e.has_tag_name("connection"));
    connections
        .flat_map(|connection| {
            let number = connection.attribute("id").unwrap_or("(no id)");
            ["incomingRoad", "connectingRoad", "linkedRoad"]
                .into_iter()
                .filter_map(move |key| {
                    Some(Reference {
                        place: format!("junction {id} connection {number}, its {key}"),
                        is_junction: false,
                        id: connection.attribute(key)?,
                    })
                })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(successor: &str, connecting: &str) -> String {
        format!(
            r#"<OpenDRIVE><road id="1"><link><successor elementType="junction" elementId="{successor}"/></link></road>
            <road id="2"/><junction id="7"><connection id="0" incomingRoad="1" connectingRoad="{connecting}"/></junction></OpenDRIVE>"#
        )
    }

    #[test]
    fn what_is_there_is_not_missed() {
        assert_eq!(first_dangling(&map("7", "2")), None);
        assert_eq!(first_dangling("<OpenDRIVE/>"), None);
        assert_eq!(first_dangling("no map"), None);
    }

    #[test]
    fn a_road_of_a_junction_that_is_absent_is_told() {
        let of = |junction: &str| {
            format!(
                r#"<OpenDRIVE><road id="1" junction="{junction}"/><junction id="7"/></OpenDRIVE>"#
            )
        };
        assert_eq!(first_dangling(&of("-1")), None);
        assert_eq!(first_dangling(&of("7")), None);
        let dangling = first_dangling(&of("8")).unwrap();
        assert_eq!(dangling.place, "road 1, its junction");
        assert_eq!(dangling.missing, "junction 8");
    }

    #[test]
    fn a_road_or_junction_that_is_named_and_absent_is_told_with_its_place() {
        let junction = first_dangling(&map("8", "2")).unwrap();
        assert_eq!(junction.place, "road 1, its successor");
        assert_eq!(junction.missing, "junction 8");
        let road = first_dangling(&map("7", "3")).unwrap();
        assert_eq!(road.place, "junction 7 connection 0, its connectingRoad");
        assert_eq!(road.missing, "road 3");
    }
}
