//! Small maps written here, worked by hand.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::{Lane, LaneId, LaneMap, SignalKind, Turn};

use crate::roads::{Roads, plan_route};

/// A straight road with one lane of 3 m each way; `extra` stands before its end.
fn road(id: u32, x_m: f64, y_m: f64, heading_rad: f64, links: &str, extra: &str) -> String {
    let lane = |id: i32| {
        format!(
            "<lane id=\"{id}\" type=\"driving\"><width sOffset=\"0\" a=\"3\" b=\"0\" c=\"0\" d=\"0\"/></lane>"
        )
    };
    format!(
        "<road id=\"{id}\" length=\"50\" junction=\"-1\"><link>{links}</link>\
         <planView><geometry s=\"0\" x=\"{x_m}\" y=\"{y_m}\" hdg=\"{heading_rad}\" length=\"50\"><line/></geometry></planView>\
         <lanes><laneSection s=\"0\"><left>{}</left><center><lane id=\"0\" type=\"none\"/></center>\
         <right>{}</right></laneSection></lanes>{extra}</road>",
        lane(1),
        lane(-1)
    )
}

/// A lane through junction 1 from the end of road `from` to the end of road `to`.
fn through(
    id: u32,
    from: u32,
    to: u32,
    start: (f64, f64, f64),
    shape: &str,
    length_m: f64,
) -> String {
    let (x, y, heading) = start;
    format!(
        "<road id=\"{id}\" length=\"{length_m}\" junction=\"1\">\
         <link><predecessor elementType=\"road\" elementId=\"{from}\" contactPoint=\"end\"/>\
         <successor elementType=\"road\" elementId=\"{to}\" contactPoint=\"end\"/></link>\
         <planView><geometry s=\"0\" x=\"{x}\" y=\"{y}\" hdg=\"{heading}\" length=\"{length_m}\">{shape}</geometry></planView>\
         <lanes><laneOffset s=\"0\" a=\"1.5\" b=\"0\" c=\"0\" d=\"0\"/><laneSection s=\"0\"><center><lane id=\"0\" type=\"none\"/></center>\
         <right><lane id=\"-1\" type=\"driving\"><link><predecessor id=\"-1\"/><successor id=\"1\"/></link>\
         <width sOffset=\"0\" a=\"3\" b=\"0\" c=\"0\" d=\"0\"/></lane></right></laneSection></lanes></road>"
    )
}

fn connection(id: u32, from: u32, over: u32) -> String {
    format!(
        "<connection id=\"{id}\" incomingRoad=\"{from}\" connectingRoad=\"{over}\" contactPoint=\"start\">\
         <laneLink from=\"-1\" to=\"-1\"/></connection>"
    )
}

/// A T: road 1 from the west, road 2 from the east, road 3 from the south, each ending 10 m from
/// the middle at (0, 0). Through it: 11 west to east, 12 east to west, 13 south to east (right),
/// 14 south to west (left), 15 east to south (left).
fn crossing(extra: [&str; 3], priorities: &str) -> LaneMap {
    let to_junction = "<successor elementType=\"junction\" elementId=\"1\"/>";
    let half_pi = std::f64::consts::FRAC_PI_2;
    // Quarter circles between the middles of lanes: right 10 − 1.5 = 8.5 m, left 10 + 1.5 = 11.5 m.
    let right = ("<arc curvature=\"-0.117647058823529\"/>", 8.5 * half_pi);
    let left = ("<arc curvature=\"0.0869565217391304\"/>", 11.5 * half_pi);
    let text = [
        "<OpenDRIVE><header revMajor=\"1\" revMinor=\"4\"/>".to_owned(),
        road(1, -60.0, 0.0, 0.0, to_junction, extra[0]),
        road(2, 60.0, 0.0, 2.0 * half_pi, to_junction, extra[1]),
        road(3, 0.0, -60.0, half_pi, to_junction, extra[2]),
        through(11, 1, 2, (-10.0, -1.5, 0.0), "<line/>", 20.0),
        through(12, 2, 1, (10.0, 1.5, 2.0 * half_pi), "<line/>", 20.0),
        through(13, 3, 2, (1.5, -10.0, half_pi), right.0, right.1),
        through(14, 3, 1, (1.5, -10.0, half_pi), left.0, left.1),
        through(15, 2, 3, (10.0, 1.5, 2.0 * half_pi), left.0, left.1),
        "<junction id=\"1\" name=\"T\">".to_owned(),
        connection(0, 1, 11),
        connection(1, 2, 12),
        connection(2, 3, 13),
        connection(3, 3, 14),
        connection(4, 2, 15),
        priorities.to_owned(),
        "</junction></OpenDRIVE>".to_owned(),
    ];
    Roads::read(&text.concat(), "T")
        .unwrap_or_else(|e| panic!("{e}"))
        .map
}

fn lane(map: &LaneMap, road: u32, number: i32) -> &Lane {
    let name = format!("road {road} section 0 lane {number}");
    map.lanes.values().find(|l| l.name == name).unwrap()
}

/// Pairs of connecting roads: the first yields to the second.
fn yields(map: &LaneMap) -> Vec<(u32, u32)> {
    let road = |id: LaneId| -> u32 {
        let name = &map.lanes[&id].name;
        name.split(' ').nth(1).unwrap().parse().unwrap()
    };
    let junction = map.junctions.values().next().unwrap();
    junction
        .yields
        .iter()
        .map(|y| (road(y.lane), road(y.to)))
        .collect()
}

/// A signal 2 m before the end of a road, for the traffic towards it.
fn signal(kind: &str) -> String {
    format!(
        "<signals><signal id=\"7\" s=\"48\" t=\"-3.5\" dynamic=\"no\" orientation=\"+\" country=\"DE\" type=\"{kind}\" subtype=\"-1\"/></signals>"
    )
}

#[test]
fn lanes_run_in_driving_direction_with_their_neighbours() {
    let map = crossing([""; 3], "");
    let (out, back) = (lane(&map, 1, -1), lane(&map, 1, 1));
    assert_eq!(out.centerline.end_m(), Vector2::new(-10.0, -1.5));
    assert_eq!(back.centerline.start_m(), Vector2::new(-10.0, 1.5));
    assert_eq!(out.left.unwrap().lane, back.id);
    assert_eq!(back.left.unwrap().lane, out.id);
    assert!(!out.left.unwrap().is_same_direction && out.right.is_none());
    assert_eq!(out.successors, [lane(&map, 11, -1).id]);
    assert_eq!(
        back.predecessors,
        [lane(&map, 12, -1).id, lane(&map, 14, -1).id]
    );
    assert_eq!(lane(&map, 13, -1).turn, Turn::Right);
    assert_eq!(lane(&map, 14, -1).turn, Turn::Left);
    assert_eq!(lane(&map, 12, -1).turn, Turn::Straight);
    assert!(!map.is_left_hand);
}

#[test]
fn without_signs_the_right_goes_before_the_left() {
    // From the west, the south is on the right: 11 yields to 14 (crosses) and 13 (merges); from the
    // south, the east is on the right: 14 yields to 12; 15 yields to 11 (oncoming); from the south
    // left, 14 yields to 15 (from the right).
    let map = crossing([""; 3], "");
    assert_eq!(
        yields(&map),
        [(11, 13), (11, 14), (14, 12), (14, 15), (15, 11)]
    );
}

#[test]
fn a_sign_turns_the_order_round() {
    let sign = signal("205");
    let map = crossing(["", "", &sign], "");
    assert_eq!(
        yields(&map),
        [(13, 11), (14, 11), (14, 12), (14, 15), (15, 11)]
    );
    let signal = map.signals.values().next().unwrap();
    assert_eq!(signal.kind, SignalKind::Yield);
    assert_eq!(signal.stops.len(), 1);
    assert_eq!(signal.stops[0].lane, lane(&map, 3, -1).id);
    assert!((signal.stops[0].s_m - 48.0).abs() < 1e-3);
}

#[test]
fn a_priority_road_goes_before_one_without_a_sign() {
    let sign = signal("306");
    let map = crossing([&sign, &sign, ""], "");
    assert_eq!(
        yields(&map),
        [(13, 11), (14, 11), (14, 12), (14, 15), (15, 11)]
    );
}

#[test]
fn the_file_s_priorities_win() {
    let map = crossing(
        [""; 3],
        "<priority high=\"11\" low=\"14\"/><priority high=\"15\" low=\"11\"/>",
    );
    assert_eq!(
        yields(&map),
        [(11, 13), (11, 15), (14, 11), (14, 12), (14, 15)]
    );
}

#[test]
fn between_lights_only_the_turn_across_oncoming_traffic_yields() {
    let light = signal("1000001");
    let map = crossing([&light, &light, &light], "");
    assert_eq!(yields(&map), [(15, 11)]);
    let groups: Vec<_> = map.signals.values().map(|s| s.group.unwrap()).collect();
    assert!(
        groups[0] != groups[1] && groups[1] != groups[2],
        "no controller joins them"
    );
}

#[test]
fn a_route_turns_left_waits_for_the_others_and_goes_on() {
    let sign = signal("206");
    let map = crossing(["", "", &sign], "");
    let route = plan_route(
        &map,
        Pose2::new(1.5, -30.0, 1.57),
        Vector2::new(-30.0, 1.5),
        &[],
    )
    .unwrap();
    let expected = [
        lane(&map, 3, -1).id,
        lane(&map, 14, -1).id,
        lane(&map, 1, 1).id,
    ];
    assert_eq!(route.lanes, expected);
    // 10 m behind the start, 20 m to the junction, a quarter circle, 20 m to the goal.
    let turn_m = 11.5 * std::f64::consts::FRAC_PI_2;
    assert!(
        (route.goal_s_m - (10.0 + 20.0 + turn_m + 20.0)).abs() < 0.05,
        "{}",
        route.goal_s_m
    );
    // The sign stands 2 m before the junction.
    assert_eq!(route.signals.len(), 1);
    assert!((route.signals[0].stop_s_m - 28.0).abs() < 0.05);
    let others = &route.yields[0];
    assert!((others.stop_s_m - 28.0).abs() < 0.05, "at the sign");
    assert!(others.clear_s_m > 40.0 && others.clear_s_m <= 30.0 + turn_m + 0.05);
    assert_eq!(others.to.len(), 3);
    // The road ends 50 m beyond the junction: the path does too.
    let path = route.polyline().unwrap();
    assert!((path.end_m() - Vector2::new(-60.0, 1.5)).norm() < 0.01);
    let at_turn = path.curvature_at(40.0);
    assert!((at_turn - 1.0 / 11.5).abs() < 0.01, "{at_turn}");
}

#[test]
fn an_unprotected_left_waits_inside_the_junction() {
    let map = crossing([""; 3], "");
    let route = plan_route(
        &map,
        Pose2::new(40.0, 1.5, std::f64::consts::PI),
        Vector2::new(-1.5, -30.0),
        &[],
    )
    .unwrap();
    let oncoming = &route.yields[0];
    assert_eq!(oncoming.to, [lane(&map, 11, -1).id]);
    // Junction at 10 + 30 m; lanes are nearer than 0.75 · 3 = 2.25 m from some metres on.
    assert!(
        oncoming.stop_s_m > 41.0 && oncoming.stop_s_m < 50.0,
        "{}",
        oncoming.stop_s_m
    );
}

#[test]
fn routes_visit_their_via_points_in_order() {
    let map = Roads::read(include_str!("../../../maps/urban.xodr"), "urban")
        .unwrap()
        .map;
    let (start, goal) = (Pose2::new(301.75, 165.0, 1.57), Vector2::new(301.75, 420.0));
    let direct = plan_route(&map, start, goal, &[]).unwrap();
    let via = [Vector2::new(200.0, 371.5), Vector2::new(101.75, 450.0)];
    assert!(plan_route(&map, start, goal, &via).is_ok());
    let around = plan_route(&map, start, goal, &via).unwrap();
    let path = around.polyline().unwrap();
    let feet: Vec<_> = via.iter().map(|p| path.project(*p)).collect();
    assert!(feet.iter().all(|f| f.d_m.abs() < 0.5), "{feet:?}");
    assert!(feet[0].s_m < feet[1].s_m && feet[1].s_m < around.goal_s_m);
    assert!(around.goal_s_m > direct.goal_s_m + 100.0);
}

#[test]
fn a_lane_change_blends_and_keeps_its_room() {
    let map = Roads::read(include_str!("../../../maps/urban.xodr"), "urban")
        .unwrap()
        .map;
    let start = Pose2::new(130.0, 258.25, 0.0);
    let route = plan_route(&map, start, Vector2::new(270.0, 254.75), &[]).unwrap();
    assert_eq!(route.lanes.len(), 2, "{:?}", route.lanes);
    let path = route.polyline().unwrap();
    for (point, s_m) in route.path.iter().zip(path.arc_lengths_m()) {
        // Over its own lane of 3.5 m, left and right room add up.
        assert!(
            (point.left_m + point.right_m - 3.5).abs() < 0.01,
            "at {s_m} m"
        );
        let y_m = point.position_m.y;
        assert!((254.74..=258.26).contains(&y_m), "{y_m}");
    }
    let steepest = (0..path.length_m() as usize)
        .map(|s| path.yaw_at(s as f64).abs())
        .fold(0.0, f64::max);
    // 3.5 m in 4 s at 16.67 m/s: 15/8 · 3.5 / 66.7 = 0.098 rad.
    assert!((0.08..0.11).contains(&steepest), "{steepest}");
}
