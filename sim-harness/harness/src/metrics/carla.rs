//! The driving score of the CARLA leaderboard, versions 2.0 and 2.1 (docs/METRICS.md 5).

use serde::{Deserialize, Serialize};
use trunkline_interfaces::AgentClass;

use super::collisions::{CollisionEvent, CollisionKind};

/// What went wrong on a route.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Infractions {
    /// Collisions with people on foot.
    pub pedestrian_collisions: u32,
    /// Collisions with vehicles, bicycles included.
    pub vehicle_collisions: u32,
    /// Collisions with things.
    pub static_collisions: u32,
    /// Red lights run.
    pub red_lights: u32,
    /// Stop signs run.
    pub stop_signs: u32,
    /// Scenarios not finished in time; null: not judged.
    pub scenario_timeouts: Option<u32>,
    /// Emergency vehicles not yielded to; null: not judged.
    pub emergency_vehicles: Option<u32>,
    /// Speed relative to the traffic around, percent; null: not judged.
    pub min_speed_percent: Option<f64>,
    /// Share of the route driven outside lanes, percent.
    pub outside_lanes_percent: f64,
}

impl Infractions {
    /// Counts the collisions. A standing ego that is hit counts in neither version.
    pub(super) fn with_collisions(mut self, events: &[CollisionEvent]) -> Self {
        let moving = events
            .iter()
            .filter(|e| e.kind != CollisionKind::StoppedEgo);
        for event in moving {
            match event.class {
                AgentClass::Pedestrian => self.pedestrian_collisions += 1,
                AgentClass::StaticObject => self.static_collisions += 1,
                AgentClass::Car
                | AgentClass::Truck
                | AgentClass::Bus
                | AgentClass::Motorcycle
                | AgentClass::Bicycle => self.vehicle_collisions += 1,
            }
        }
        self
    }

    /// Counts with the factor of 2.0 and the coefficient of 2.1, row by row of docs/METRICS.md 5.
    fn rows(&self) -> [(u32, f64, f64); 7] {
        [
            (self.pedestrian_collisions, 0.50, 1.0),
            (self.vehicle_collisions, 0.60, 0.70),
            (self.static_collisions, 0.65, 0.60),
            (self.red_lights, 0.70, 0.40),
            (self.stop_signs, 0.80, 0.25),
            (self.scenario_timeouts.unwrap_or(0), 0.70, 0.40),
            (self.emergency_vehicles.unwrap_or(0), 0.70, 0.40),
        ]
    }

    fn outside_factor(&self) -> f64 {
        (1.0 - self.outside_lanes_percent / 100.0).clamp(0.0, 1.0)
    }

    /// Share of the traffic's speed that is missing, in `[0, 1]`.
    fn slowness(&self) -> f64 {
        let percent = self.min_speed_percent.unwrap_or(100.0);
        1.0 - percent.clamp(0.0, 100.0) / 100.0
    }

    /// P of version 2.0: the product of the factors.
    fn penalty_v2_0(&self) -> f64 {
        let events: f64 = self
            .rows()
            .iter()
            .map(|(n, factor, _)| libm::pow(*factor, f64::from(*n)))
            .product();
        events * (1.0 - 0.3 * self.slowness()) * self.outside_factor()
    }

    /// P of version 2.1: 1 / (1 + Σ c), outside lanes apart.
    fn penalty_v2_1(&self) -> f64 {
        let sum: f64 = self.rows().iter().map(|(n, _, c)| c * f64::from(*n)).sum();
        self.outside_factor() / (1.0 + sum + 0.40 * self.slowness())
    }

    /// Number of events, without shares.
    fn events(&self) -> u32 {
        self.rows().iter().map(|(n, _, _)| n).sum()
    }
}

/// The driving score of one route.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CarlaScore {
    /// Version 2.0: R · P, 0 to 100.
    pub driving_v2_0: f64,
    /// Version 2.1, 0 to 100.
    pub driving_v2_1: f64,
    /// R, percent of the route that was driven.
    pub route_completion_percent: f64,
    /// What went wrong.
    pub infractions: Infractions,
    /// Events per kilometre driven; null below 1 m, where one event would be thousands.
    pub infractions_per_km: Option<f64>,
}

/// The driving score of a route of which `route_completion` (0 to 1) was driven.
pub(super) fn carla(route_completion: f64, driven_m: f64, infractions: Infractions) -> CarlaScore {
    let percent = 100.0 * route_completion.clamp(0.0, 1.0);
    CarlaScore {
        driving_v2_0: percent * infractions.penalty_v2_0(),
        driving_v2_1: percent * infractions.penalty_v2_1(),
        route_completion_percent: percent,
        infractions,
        infractions_per_km: (driven_m > 1.0)
            .then(|| f64::from(infractions.events()) / (driven_m / 1000.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use trunkline_interfaces::AgentId;

    #[test]
    fn the_worked_examples_of_both_versions_come_out() {
        let infractions = Infractions {
            vehicle_collisions: 1,
            red_lights: 1,
            ..Infractions::default()
        };
        let score = carla(0.9, 1000.0, infractions);
        // 90 · 0.6 · 0.7
        assert_abs_diff_eq!(score.driving_v2_0, 37.8, epsilon = 1e-9);
        // 90 / (1 + 0.7 + 0.4) = 90 / 2.1
        assert_abs_diff_eq!(score.driving_v2_1, 90.0 / 2.1, epsilon = 1e-9);
        assert_eq!(score.infractions_per_km, Some(2.0));
        // q = 5 %: × 0.95 in both
        let outside = Infractions {
            outside_lanes_percent: 5.0,
            ..infractions
        };
        let score = carla(0.9, 0.0, outside);
        assert_abs_diff_eq!(score.driving_v2_0, 37.8 * 0.95, epsilon = 1e-9);
        assert_abs_diff_eq!(score.driving_v2_1, 90.0 / 2.1 * 0.95, epsilon = 1e-9);
        assert_eq!(score.infractions_per_km, None);
    }

    #[test]
    fn each_event_costs_what_its_row_of_the_table_says() {
        let none = Infractions::default();
        assert_eq!((none.penalty_v2_0(), none.penalty_v2_1()), (1.0, 1.0));
        let with = |change: fn(&mut Infractions)| {
            let mut infractions = none;
            change(&mut infractions);
            (
                infractions.penalty_v2_0(),
                1.0 / infractions.penalty_v2_1() - 1.0,
            )
        };
        for (penalty, factor, coefficient) in [
            (with(|i| i.pedestrian_collisions = 1), 0.50, 1.00),
            (with(|i| i.vehicle_collisions = 1), 0.60, 0.70),
            (with(|i| i.static_collisions = 1), 0.65, 0.60),
            (with(|i| i.red_lights = 1), 0.70, 0.40),
            (with(|i| i.stop_signs = 1), 0.80, 0.25),
            (with(|i| i.scenario_timeouts = Some(1)), 0.70, 0.40),
            (with(|i| i.emergency_vehicles = Some(1)), 0.70, 0.40),
            (with(|i| i.red_lights = 2), 0.49, 0.80),
        ] {
            assert_abs_diff_eq!(penalty.0, factor, epsilon = 1e-12);
            assert_abs_diff_eq!(penalty.1, coefficient, epsilon = 1e-12);
        }
    }

    #[test]
    fn whom_a_standing_ego_is_hit_by_does_not_count() {
        let event = |kind, class| CollisionEvent {
            time_s: 0.0,
            agent: AgentId(1),
            class,
            kind,
            is_at_fault: false,
            closing_mps: 1.0,
            step: 0,
        };
        let counted = |kind, class| Infractions::default().with_collisions(&[event(kind, class)]);
        let standing = counted(CollisionKind::StoppedEgo, AgentClass::Car);
        assert_eq!(standing, Infractions::default());
        let lateral = CollisionKind::ActiveLateral;
        assert_eq!(counted(lateral, AgentClass::Bicycle).vehicle_collisions, 1);
        assert_eq!(
            counted(lateral, AgentClass::Pedestrian).pedestrian_collisions,
            1
        );
        assert_eq!(
            counted(lateral, AgentClass::StaticObject).static_collisions,
            1
        );
    }

    #[test]
    fn slow_driving_costs_as_the_table_says() {
        let slow = Infractions {
            min_speed_percent: Some(60.0),
            ..Infractions::default()
        };
        // 1 − 0.3 · 0.4 = 0.88; 2.1: c = 0.4 · 0.4 = 0.16
        assert_abs_diff_eq!(slow.penalty_v2_0(), 0.88, epsilon = 1e-12);
        assert_abs_diff_eq!(slow.penalty_v2_1(), 1.0 / 1.16, epsilon = 1e-12);
    }

    #[test]
    fn shares_are_cut_to_their_ranges_and_a_metre_is_too_short_for_a_rate() {
        let none = Infractions::default();
        assert_eq!(carla(1.5, 1.0, none).driving_v2_1, 100.0);
        assert_eq!(carla(-0.5, 1.0, none).driving_v2_0, 0.0);
        assert_eq!(carla(1.0, 1.0, none).infractions_per_km, None);
        assert_eq!(carla(1.0, 1.001, none).infractions_per_km, Some(0.0));
        let fast = Infractions {
            min_speed_percent: Some(150.0),
            ..none
        };
        assert_eq!((fast.penalty_v2_0(), fast.penalty_v2_1()), (1.0, 1.0));
        let outside = Infractions {
            outside_lanes_percent: 120.0,
            ..none
        };
        assert_eq!((outside.penalty_v2_0(), outside.penalty_v2_1()), (0.0, 0.0));
    }
}
