//! Messages by their public face: JSON, schemas, topics, validation, views of the data.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod samples; // a message of each kind
mod validation; // what is unfit is named
mod views; // what messages tell about themselves

use trunkline_interfaces::messages::{EgoState, Message, message_schemas};

use samples::one_of_each;

#[test]
fn every_message_reads_back_to_the_same_bits() {
    for seed in 0..50 {
        for message in one_of_each(seed) {
            assert_eq!(message.header().seq, 7);
            let json = serde_json::to_vec(&message).unwrap();
            let back = Message::from_json(&message.topic(), &json)
                .unwrap()
                .unwrap();
            assert_eq!(back, message);
            assert_eq!(serde_json::to_vec(&back).unwrap(), json);
        }
    }
}

#[test]
fn one_changed_bit_is_a_different_message() {
    let Message::EgoState(ego) = &one_of_each(1)[1] else {
        panic!("the second message is the ego's")
    };
    let mut other = (**ego).clone();
    other.yaw_rad = f64::from_bits(other.yaw_rad.to_bits() + 1);
    let json = |m: &EgoState| serde_json::to_vec(m).unwrap();
    assert_ne!(json(ego), json(&other));
}

#[test]
fn schemas_name_exactly_the_fields_that_are_written() {
    let schemas = message_schemas();
    for message in one_of_each(3) {
        let entry = schemas
            .iter()
            .find(|s| s.name == message.type_name())
            .unwrap();
        let properties = entry.schema.get("properties").unwrap().as_object().unwrap();
        let written = serde_json::to_value(&message).unwrap();
        let written: Vec<&String> = written.as_object().unwrap().keys().collect();
        assert_eq!(
            properties.keys().collect::<Vec<_>>(),
            written,
            "{}",
            message.type_name()
        );
    }
}

#[test]
fn a_topic_that_is_not_ours_is_not_read() {
    assert!(Message::from_json("/lidar", b"{}").is_none());
    assert!(Message::from_json("/ego", b"{}").unwrap().is_err());
}
