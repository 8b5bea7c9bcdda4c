//! What stands on or beside our roads, as OpenDRIVE writes it: crosswalks, boxes, lights, signs.

use super::xml::{decimal, quoted};

/// A crosswalk over a road, across to both sides of its middle.
pub(super) fn crosswalk(id: u32, name: &str, (from_m, to_m): (f64, f64), half_m: f64) -> String {
    let corners = [
        (from_m, -half_m),
        (to_m, -half_m),
        (to_m, half_m),
        (from_m, half_m),
    ];
    let outline: String = corners
        .iter()
        .enumerate()
        .map(|(i, (s, t))| {
            format!(
                r#"<cornerRoad id="{i}" s="{}" t="{}" dz="0" height="0"/>"#,
                decimal(*s, 3),
                decimal(*t, 3)
            )
        })
        .collect();
    format!(
        r#"<object type="crosswalk" id="{id}" name={} s="{}" t="0" zOffset="0" orientation="none" length="{}" width="{}" height="0" hdg="0"><outlines><outline id="0" closed="true">{outline}</outline></outlines></object>"#,
        quoted(name),
        decimal(0.5 * (from_m + to_m), 3),
        decimal(to_m - from_m, 3),
        decimal(2.0 * half_m, 3)
    )
}

/// A box on or beside a road: length, width, height; turned against the road's direction or not.
pub(super) fn solid(
    id: u32,
    (kind, subtype, name): (&str, &str, &str),
    (s_m, t_m): (f64, f64),
    is_turned: bool,
    [length_m, width_m, height_m]: [f64; 3],
) -> String {
    let hdg = if is_turned { "3.141592654" } else { "0" };
    format!(
        r#"<object type="{kind}" subtype="{subtype}" id="{id}" name={} s="{}" t="{}" zOffset="0" orientation="none" length="{}" width="{}" height="{}" hdg="{hdg}"/>"#,
        quoted(name),
        decimal(s_m, 3),
        decimal(t_m, 3),
        decimal(length_m, 2),
        decimal(width_m, 2),
        decimal(height_m, 2)
    )
}

/// What a light or sign says. Types of OpenDRIVE's catalogue; Germany's for the signs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Says {
    Light,
    Stop,
    GiveWay,
    /// A speed limit, km/h.
    Limit(u32),
}

/// A light or sign; its s is the stop line, `lanes` are those that it is for.
pub(super) fn signal(
    id: u32,
    name: &str,
    says: Says,
    (s_m, t_m): (f64, f64),
    is_forward: bool,
    (from_lane, to_lane): (i32, i32),
) -> String {
    let (dynamic, country, kind, value) = match says {
        Says::Light => ("yes", "OpenDRIVE", "1000001", "value=\"-1\"".to_owned()),
        Says::Stop => ("no", "DE", "206", "value=\"-1\"".to_owned()),
        Says::GiveWay => ("no", "DE", "205", "value=\"-1\"".to_owned()),
        Says::Limit(kmph) => ("no", "DE", "274", format!("value=\"{kmph}\" unit=\"km/h\"")),
    };
    let orientation = if is_forward { "+" } else { "-" };
    format!(
        r#"<signal id="{id}" name={} s="{}" t="{}" dynamic="{dynamic}" orientation="{orientation}" zOffset="2.5" country="{country}" type="{kind}" subtype="-1" {value} height="0.9" width="0.3"><validity fromLane="{from_lane}" toLane="{to_lane}"/></signal>"#,
        quoted(name),
        decimal(s_m, 3),
        decimal(t_m, 3)
    )
}
