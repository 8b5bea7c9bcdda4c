//! The country roads of a seed.

use trunkline_interfaces::Random;

use super::cross_section::Profile;
use super::furniture::Says;
use super::network::Network;
use super::rural::{Layout, Part, Side, Stretch};
use super::step::Step;

/// A country of a seed.
pub(super) fn country(seed: u64) -> Network {
    let mut random = Random::new(seed, "generate/rural", 0);
    draw(&mut random, format!("rural {seed}")).build()
}

/// What all roads of a country have in common.
struct Style {
    lane_m: f64,
    verge_m: f64,
    walk_m: f64,
    steepness: f64,
}

impl Style {
    fn profile(&self, limit_mps: f64) -> Profile {
        Profile {
            kind: "rural",
            lanes: vec![("driving", self.lane_m), ("shoulder", self.verge_m)],
            limit_mps,
            center: "broken",
        }
    }

    fn village(&self) -> Profile {
        Profile {
            kind: "town",
            lanes: vec![("driving", self.lane_m), ("sidewalk", self.walk_m)],
            limit_mps: 13.89,
            center: "broken",
        }
    }

    fn side(&self, is_village: bool) -> Profile {
        let beside = if is_village {
            ("sidewalk", self.walk_m)
        } else {
            ("shoulder", 0.75)
        };
        Profile {
            kind: if is_village { "town" } else { "rural" },
            lanes: vec![("driving", self.lane_m - 0.4), beside],
            limit_mps: if is_village { 8.33 } else { 16.67 },
            center: "none",
        }
    }
}

/// Limits outside of villages, m/s, and the radii of bends that go with them, m.
const LIMITS: [(f64, (f64, f64)); 4] = [
    (27.78, (260.0, 700.0)),
    (22.22, (150.0, 350.0)),
    (19.44, (80.0, 200.0)),
    (13.89, (40.0, 80.0)),
];

fn draw(random: &mut Random, name: String) -> Layout {
    let style = Style {
        lane_m: random.range(3.0, 3.6),
        verge_m: random.range(0.6, 1.6),
        walk_m: random.range(1.5, 2.2),
        steepness: random.range(0.01, 0.05),
    };
    let legs = 3 + random.index(4);
    let village = random.chance(0.7).then(|| random.index(legs - 1));
    let mut heading_rad = 0.0;
    let mut parts = Vec::new();
    for leg in 0..legs {
        for _ in 0..1 + random.index(2) {
            let (limit_mps, radii_m) = LIMITS[random.index(LIMITS.len())];
            let length_m = random.range(220.0, 620.0) * (limit_mps / 20.0);
            parts.push(Part::Road(Stretch {
                name: format!("main road {}", parts.len() + 1),
                profile: style.profile(limit_mps),
                steps: winding(random, length_m, radii_m, &mut heading_rad),
                crosswalk_m: None,
            }));
        }
        if leg + 1 == legs {
            break;
        }
        let is_village = village == Some(leg);
        let sides = draw_sides(random, &style, is_village);
        let says = if random.chance(0.3) {
            Says::Stop
        } else {
            Says::GiveWay
        };
        if !is_village {
            parts.push(Part::Crossing(sides, says));
            continue;
        }
        let lane = |random: &mut Random, number: usize, heading_rad: &mut f64| {
            let length_m = random.range(100.0, 220.0);
            let crosswalk_m = random.chance(0.6).then(|| random.range(40.0, 60.0).round());
            Part::Road(Stretch {
                name: format!("village street {number}"),
                profile: style.village(),
                steps: winding(random, length_m, (120.0, 300.0), heading_rad),
                crosswalk_m,
            })
        };
        parts.push(lane(random, 1, &mut heading_rad));
        parts.push(Part::Crossing(sides, says));
        parts.push(lane(random, 2, &mut heading_rad));
    }
    let mut heights_m = vec![(0.0, 0.0)];
    let (mut s_m, mut z_m) = (0.0, 0.0);
    while s_m < 8000.0 {
        let way_m = random.range(110.0, 260.0);
        s_m += way_m;
        z_m += way_m * random.range(-1.0, 1.0) * style.steepness;
        heights_m.push((s_m, z_m));
    }
    Layout {
        name,
        parts,
        heights_m,
    }
}

/// The main road stays within this angle of where it began, rad.
const MOST_TURNED_RAD: f64 = 1.0;

/// A way of about a length with bends of the given radii; straight at both ends.
fn winding(
    random: &mut Random,
    length_m: f64,
    radii_m: (f64, f64),
    heading_rad: &mut f64,
) -> Vec<Step> {
    let mut steps = vec![Step::Straight(random.range(40.0, 90.0))];
    let mut left_m = length_m - 80.0;
    while left_m > 0.0 {
        let radius_m = random.range(radii_m.0, radii_m.1);
        let is_left = random.chance(0.5 - 0.5 * *heading_rad / MOST_TURNED_RAD);
        let most_rad = if is_left {
            MOST_TURNED_RAD - *heading_rad
        } else {
            MOST_TURNED_RAD + *heading_rad
        };
        let angle_rad = random.range(0.25, 1.3).min(most_rad.max(0.15));
        let angle_rad = if is_left { angle_rad } else { -angle_rad };
        let straight_m = random.range(20.0, 120.0);
        steps.extend([Step::Bend(angle_rad, radius_m), Step::Straight(straight_m)]);
        *heading_rad += angle_rad;
        left_m -= 1.5 * angle_rad.abs() * radius_m + straight_m;
    }
    steps.push(Step::Straight(30.0));
    steps
}

/// One side road or two, on opposite sides.
fn draw_sides(random: &mut Random, style: &Style, is_village: bool) -> Vec<Side> {
    let is_left = random.chance(0.5);
    let mut sides = vec![is_left];
    if random.chance(0.35) {
        sides.push(!is_left);
    }
    sides
        .into_iter()
        .map(|is_left| {
            let angle_rad = random.range(-0.5, 0.5);
            let steps = vec![
                Step::Straight(random.range(40.0, 80.0)),
                Step::Bend(angle_rad, random.range(60.0, 150.0)),
                Step::Straight(random.range(60.0, 180.0)),
            ];
            Side {
                is_left,
                profile: style.side(is_village),
                steps,
                rise_m: random.range(-6.0, 6.0) * style.steepness / 0.05,
            }
        })
        .collect()
}
