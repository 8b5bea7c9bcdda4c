//! Kinds of road users.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Kind of road user. Closed on purpose: a new member must break every `match`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AgentClass {
    /// Person on foot.
    Pedestrian,
    /// Passenger car or van.
    Car,
    /// Goods vehicle.
    Truck,
    /// Bus or coach.
    Bus,
    /// Powered two-wheeler with rider.
    Motorcycle,
    /// Bicycle with rider.
    Bicycle,
    /// Anything else: barrier, cone, debris. Animals too, for want of a class; forecasts take them for
    /// things that stay.
    StaticObject,
}

impl AgentClass {
    /// Every class, in declaration order.
    pub const ALL: [Self; 7] = [
        Self::Pedestrian,
        Self::Car,
        Self::Truck,
        Self::Bus,
        Self::Motorcycle,
        Self::Bicycle,
        Self::StaticObject,
    ];

    /// Whether it has an engine and keeps to lanes.
    pub const fn is_motor_vehicle(self) -> bool {
        matches!(self, Self::Car | Self::Truck | Self::Bus | Self::Motorcycle)
    }

    /// The class in lower-case words, as messages show it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pedestrian => "pedestrian",
            Self::Car => "car",
            Self::Truck => "truck",
            Self::Bus => "bus",
            Self::Motorcycle => "motorcycle",
            Self::Bicycle => "bicycle",
            Self::StaticObject => "static object",
        }
    }

    /// The class's colour wherever road users are drawn, RGB: the palette of Okabe and Ito (2008),
    /// which colour-blind people can tell apart, too, with one blue more and grey for things.
    pub const fn color_rgb(self) -> [u8; 3] {
        match self {
            Self::Pedestrian => [230, 159, 0],
            Self::Car => [86, 180, 233],
            Self::Truck => [64, 124, 210],
            Self::Bus => [204, 121, 167],
            Self::Motorcycle => [240, 228, 66],
            Self::Bicycle => [0, 178, 130],
            Self::StaticObject => [150, 150, 150],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_a_name_and_a_place_of_its_own() {
        let names = AgentClass::ALL.map(AgentClass::name);
        for (i, class) in AgentClass::ALL.into_iter().enumerate() {
            assert_eq!(class as usize, i);
            assert!(!names[i].is_empty() && !names[..i].contains(&names[i]));
            let json = serde_json::to_string(&class).unwrap();
            assert_eq!(json.trim_matches('"').replace('_', " "), names[i]);
        }
    }

    #[test]
    fn what_has_an_engine_keeps_to_lanes() {
        use AgentClass::{Bus, Car, Motorcycle, Truck};
        let motor = AgentClass::ALL.into_iter().filter(|c| c.is_motor_vehicle());
        assert_eq!(motor.collect::<Vec<_>>(), [Car, Truck, Bus, Motorcycle]);
    }

    #[test]
    fn every_class_has_a_colour_of_its_own() {
        let colors = AgentClass::ALL.map(AgentClass::color_rgb);
        for (i, color) in colors.iter().enumerate() {
            assert!(!colors[..i].contains(color), "{color:?}");
        }
    }
}
