//! The traffic on a straight road: whoever can stop behind the one ahead does.

use std::sync::Arc;

use nalgebra::Vector2;
use proptest::prelude::*;

use trunkline_interfaces::geometry::{Polyline, Pose2};
use trunkline_interfaces::{AgentClass, Random};

use super::populate::lane_at;
use super::tests::{nobody, overlaps, run};
use super::traffic::Traffic;
use super::vehicle::{Mode, Vehicle};
use super::{Ground, Network, ScriptFrame, kinds};
use crate::roads::Roads;

/// One lane to the east, 1500 m long, y = -1.75: nobody can get out of the way.
fn straight_road() -> Traffic {
    let text = r#"<OpenDRIVE><header revMajor="1" revMinor="4"/><road id="1" length="1500" junction="-1">
        <planView><geometry s="0" x="0" y="0" hdg="0" length="1500"><line/></geometry></planView>
        <lanes><laneSection s="0"><center><lane id="0" type="none"/></center><right>
        <lane id="-1" type="driving"><width sOffset="0" a="3.5" b="0" c="0" d="0"/></lane></right>
        </laneSection></lanes></road></OpenDRIVE>"#;
    let roads = Roads::read(text, "straight").unwrap();
    let frame = ScriptFrame {
        path: Polyline::new([Vector2::new(0.0, -1.75), Vector2::new(1500.0, -1.75)]).unwrap(),
        start_s_m: 0.0,
    };
    let ground = Ground::new(Network::new(&roads.map), &[], frame, &[]);
    Traffic::new(ground, 0)
}

/// A vehicle of a column.
#[derive(Debug, Clone, Copy)]
struct Member {
    class: AgentClass,
    speed_mps: f64,
    /// More room than it needs to stop behind the one ahead, m.
    spare_m: f64,
}

fn member() -> impl Strategy<Value = Member> {
    let class = prop_oneof![
        Just(AgentClass::Car),
        Just(AgentClass::Truck),
        Just(AgentClass::Bus),
        Just(AgentClass::Motorcycle),
        Just(AgentClass::Bicycle),
    ];
    (class, 0.0..14.0_f64, 1.0..30.0_f64).prop_map(|(class, speed_mps, spare_m)| Member {
        class,
        speed_mps,
        spare_m,
    })
}

/// Puts a column onto the road, the first one in front; `gap_share` of the room that each needs.
fn line_up(members: &[Member], gap_share: f64) -> Traffic {
    let mut traffic = straight_road();
    let network = Arc::clone(&traffic.ground.network);
    let (mut rear_m, mut leader_mps) = (900.0, members[0].speed_mps);
    for (k, member) in members.iter().enumerate() {
        // As for IDM's own test: braking at 8 m/s² would do, with 1 s to spare.
        let speed_mps = member.speed_mps;
        let brake_m = (speed_mps * speed_mps - leader_mps * leader_mps).max(0.0) / 16.0;
        let gap_m = gap_share * (brake_m + speed_mps + member.spare_m);
        let length_m = kinds::size_m(member.class).x;
        let x_m = rear_m - gap_m - 0.5 * length_m;
        rear_m = x_m - 0.5 * length_m;
        leader_mps = speed_mps;
        let place = lane_at(&network, Pose2::new(x_m, -1.75, 0.0)).unwrap();
        let driver = kinds::driver(member.class, &mut Random::new(k as u64, "test", 0));
        let id = traffic.newcomers.take_id();
        let v = Vehicle::new(id, member.class, driver, place, speed_mps, &network);
        traffic.vehicles.push(v);
    }
    traffic
}

/// The first time at which two of a column touch, the one in front braking to a stand.
fn first_touch_s(mut traffic: Traffic, braking_mps2: f64) -> Option<f64> {
    traffic.vehicles[0].mode = Mode::Held {
        target_mps: 0.0,
        rate_mps2: braking_mps2,
    };
    let mut touch_s = None;
    run(&mut traffic, &nobody(), 40.0, |t, time_s| {
        let bodies: Vec<_> = t.bodies().collect();
        if touch_s.is_none() && !overlaps(&bodies).is_empty() {
            touch_s = Some(time_s);
        }
    });
    touch_s
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn nobody_is_touched_however_the_first_one_brakes(
        members in prop::collection::vec(member(), 2..9), braking_mps2 in 0.5..8.0_f64,
    ) {
        prop_assert_eq!(first_touch_s(line_up(&members, 1.0), braking_mps2), None);
    }
}

#[test]
fn who_has_no_room_to_stop_is_seen_to_touch() {
    let member = |speed_mps: f64| Member {
        class: AgentClass::Car,
        speed_mps,
        spare_m: 1.0,
    };
    let column = [member(0.0), member(14.0)];
    assert_eq!(first_touch_s(line_up(&column, 1.0), 8.0), None);
    assert!(first_touch_s(line_up(&column, 0.2), 8.0).is_some());
}
