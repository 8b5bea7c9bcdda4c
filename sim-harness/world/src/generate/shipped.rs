//! The worlds that are part of the binary beside `urban`: drawn by hand, as no seed draws them.
//!
//! `TRUNKLINE_BLESS=1 cargo test --release -p trunkline-world shipped_maps` writes their files.

use super::cross_section::Profile;
use super::furniture::Says;
use super::motorway::{self, Ramp, Way};
use super::motorway_lanes::Cross;
use super::rural::{self, Part, Side, Stretch};
use super::step::Step;

/// Limits, m/s: 100, 70, 50, 30 km/h.
const COUNTRY_MPS: f64 = 27.78;
const HILL_MPS: f64 = 19.44;
const VILLAGE_MPS: f64 = 13.89;
const LANE_MPS: f64 = 8.33;

fn main_road(limit_mps: f64) -> Profile {
    Profile {
        kind: "rural",
        lanes: vec![("driving", 3.4), ("shoulder", 1.0)],
        limit_mps,
        center: "broken",
    }
}

fn village_street() -> Profile {
    Profile {
        kind: "town",
        lanes: vec![("driving", 3.4), ("sidewalk", 1.8)],
        limit_mps: VILLAGE_MPS,
        center: "broken",
    }
}

fn stretch(name: &str, profile: Profile, steps: &[Step]) -> Part {
    Part::Road(Stretch {
        name: name.to_owned(),
        profile,
        steps: steps.to_vec(),
        crosswalk_m: None,
    })
}

fn side(is_left: bool, is_village: bool, turn_deg: f64, rise_m: f64) -> Side {
    let beside = if is_village {
        ("sidewalk", 1.5)
    } else {
        ("shoulder", 0.75)
    };
    Side {
        is_left,
        profile: Profile {
            kind: if is_village { "town" } else { "rural" },
            lanes: vec![("driving", 2.9), beside],
            limit_mps: if is_village { LANE_MPS } else { HILL_MPS },
            center: "none",
        },
        steps: vec![
            Step::Straight(70.0),
            bend(turn_deg, 90.0),
            Step::Straight(120.0),
        ],
        rise_m,
    }
}

fn bend(turn_deg: f64, radius_m: f64) -> Step {
    Step::Bend(turn_deg.to_radians(), radius_m)
}

/// Heights of the country road along its course, m.
const COUNTRY_HEIGHTS_M: [(f64, f64); 25] = [
    (0.0, 0.0),
    (200.0, 4.0),
    (450.0, -1.0),
    (750.0, 5.0),
    (1050.0, 9.0),
    (1287.0, 12.0),
    (1400.0, 16.0), // the hill road climbs
    (1600.0, 28.0),
    (1800.0, 37.0),
    (1950.0, 46.0),
    (2240.0, 50.0),
    (2440.0, 46.5),
    (2560.0, 52.0), // the crest of the ridge road
    (2680.0, 46.5),
    (2900.0, 40.0),
    (3149.0, 34.0),
    (3400.0, 31.0),
    (3700.0, 27.0),
    (3881.0, 25.0),
    (4100.0, 22.0),
    (4300.0, 14.0),
    (4495.0, 7.0),
    (4800.0, 3.0),
    (5100.0, -1.0),
    (5322.0, 0.0),
];

/// A country road from a valley over a hill into a village, and down again through a tight bend.
pub(crate) fn country() -> String {
    let layout = rural::Layout {
        name: "rural".to_owned(),
        parts: country_parts(),
        heights_m: COUNTRY_HEIGHTS_M.to_vec(),
    };
    layout.build().document.xml()
}

fn country_parts() -> Vec<Part> {
    use Step::Straight;
    let mut village = stretch(
        "village street west",
        village_street(),
        &[Straight(80.0), bend(-20.0, 150.0), Straight(90.0)],
    );
    if let Part::Road(street) = &mut village {
        street.crosswalk_m = Some(45.0);
    }
    vec![
        stretch(
            "valley road",
            main_road(COUNTRY_MPS),
            &[
                Straight(300.0),
                bend(35.0, 320.0),
                Straight(120.0),
                bend(-50.0, 260.0),
                Straight(220.0),
            ],
        ),
        Part::Crossing(vec![side(false, false, 25.0, 4.0)], Says::GiveWay),
        stretch(
            "hill road",
            main_road(HILL_MPS),
            &[
                Straight(80.0),
                bend(50.0, 110.0),
                Straight(50.0),
                bend(-75.0, 85.0),
                Straight(45.0),
                bend(70.0, 75.0),
                Straight(70.0),
                bend(-40.0, 120.0),
                Straight(120.0),
            ],
        ),
        stretch(
            "ridge road",
            main_road(COUNTRY_MPS),
            &[Straight(420.0), bend(-25.0, 450.0), Straight(180.0)],
        ),
        Part::Crossing(vec![side(true, false, -30.0, -3.0)], Says::Stop),
        stretch(
            "meadow road",
            main_road(COUNTRY_MPS),
            &[Straight(120.0), bend(30.0, 300.0), Straight(100.0)],
        ),
        village,
        Part::Crossing(
            vec![side(true, true, 15.0, 2.0), side(false, true, -20.0, -2.0)],
            Says::GiveWay,
        ),
        stretch(
            "village street east",
            village_street(),
            &[Straight(70.0), bend(25.0, 140.0), Straight(60.0)],
        ),
        stretch(
            "bend road",
            main_road(VILLAGE_MPS),
            &[
                Straight(60.0),
                bend(-95.0, 42.0),
                Straight(60.0),
                bend(60.0, 60.0),
                Straight(60.0),
            ],
        ),
        stretch(
            "lower road",
            main_road(COUNTRY_MPS),
            &[Straight(200.0), bend(40.0, 350.0), Straight(260.0)],
        ),
    ]
}

/// A motorway with an exit, an entry and a lane that ends on each side.
pub(crate) fn motorway() -> String {
    use Step::Straight;
    let ramp = |is_exit: bool, at_m: f64| Ramp {
        is_exit,
        at_m,
        lane_m: 250.0,
        turn_rad: 0.75,
        radius_m: if is_exit { 80.0 } else { 110.0 },
        straight_m: 120.0,
        rise_m: if is_exit { 3.0 } else { -2.0 },
    };
    let layout = motorway::Layout {
        name: "motorway".to_owned(),
        limit_mps: 27.78,
        ramp_limit_mps: 22.22,
        cross: Cross {
            lane_m: 3.75,
            median_m: 2.0,
            shoulder_m: 2.5,
            ramp_m: 3.75,
            ramp_shoulder_m: 1.5,
        },
        steps: vec![
            Straight(700.0),
            bend(16.0, 1400.0),
            Straight(500.0),
            bend(-22.0, 1100.0),
            Straight(700.0),
            bend(14.0, 1600.0),
            Straight(600.0),
        ],
        heights_m: vec![
            (0.0, 0.0),
            (500.0, 6.0),
            (900.0, 2.0),
            (1500.0, -8.0),
            (2100.0, 4.0),
            (2700.0, 16.0),
            (3300.0, 7.0),
            (4000.0, 3.0),
        ],
        ways: [
            Way {
                lanes: 3,
                extra_until_m: None,
                ramps: vec![ramp(true, 1500.0), ramp(false, 2250.0)],
            },
            Way {
                lanes: 2,
                extra_until_m: Some(900.0),
                ramps: vec![ramp(true, 1700.0), ramp(false, 2400.0)],
            },
        ],
    };
    layout.build().document.xml()
}
