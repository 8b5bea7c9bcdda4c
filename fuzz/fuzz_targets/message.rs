//! One recorded message: the topic, a line's end, its JSON. An accepted one is written as it was
//! read. `/map` is the lane map, which is asked what is on it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_interfaces::LaneMap;
use trunkline_interfaces::messages::{Message, Validate as _};

fn look_at(map: &LaneMap) {
    for lane in map.lanes.values() {
        let s_m = 0.3 * lane.centerline.length_m();
        let values = [lane.width_at(s_m), lane.elevation_at(s_m)];
        assert!(values.iter().all(|v| v.is_finite()), "{}", lane.name);
        let p_m = lane.centerline.position_at(s_m);
        let near = map.driving_lanes_near(p_m, 0.0, 1.0);
        assert!(
            near.iter().all(|place| place.s_m.is_finite()),
            "{}",
            lane.name
        );
    }
}

fuzz_target!(|text: &str| {
    let Some((topic, json)) = text.split_once('\n') else {
        return;
    };
    if topic == "/map" {
        return match serde_json::from_str::<LaneMap>(json).map(|map| (map.validate(), map)) {
            Ok((Ok(()), map)) => look_at(&map),
            Ok((Err(error), _)) => drop(error.to_string()),
            Err(error) => drop(error.to_string()),
        };
    }
    match Message::from_json(topic, json.as_bytes()) {
        Some(Ok(message)) => {
            let written = serde_json::to_vec(&message).expect("a message is plain data");
            let again = Message::from_json(topic, &written);
            let again = again
                .expect("the topic is known")
                .expect("what was written reads");
            let again = serde_json::to_vec(&again).expect("a message is plain data");
            assert_eq!(again, written);
        }
        Some(Err(error)) => drop(error.to_string()),
        None => {}
    }
});
