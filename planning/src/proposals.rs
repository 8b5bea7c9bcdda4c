//! The candidates: offsets from the route × shares of the wished speed, and ways to stop.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::{ConfigError, VehicleParams};

use crate::rollout::Driver;

/// Share of the wished speed of the candidate that creeps: where everything faster is too close to
/// somebody, the choice must not be between that and standing for ever.
const CREEPING_SHARE: f64 = 0.1;
/// Braking of the candidate that stops calmly and of the one that stops firmly, m/s².
const HALTS_MPS2: [f64; 2] = [2.0, 3.8];
/// Share of the vehicle's strongest braking that the emergency candidate uses.
const EMERGENCY_SHARE: f64 = 0.9;

/// Parameters of the set of candidates.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProposalsConfig {
    /// Offsets from the route's middle, m, left positive, within ±5, at most 9.
    pub offsets_m: Vec<f64>,
    /// Shares of the wished speed, in (0, 1], at most 10.
    pub speed_shares: Vec<f64>,
}

impl Default for ProposalsConfig {
    fn default() -> Self {
        Self {
            offsets_m: vec![0.0, -1.0, 1.0],
            speed_shares: vec![1.0, 0.8, 0.6, 0.4, 0.2],
        }
    }
}

/// One candidate before it is driven forward.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Proposal {
    pub(crate) offset_m: f64,
    pub(crate) driver: Driver,
    pub(crate) is_emergency: bool,
}

impl Proposal {
    /// The route's middle at the wished speed.
    #[cfg(test)]
    pub(crate) const MIDDLE: Self = Self {
        offset_m: 0.0,
        driver: Driver::Follow { speed_share: 1.0 },
        is_emergency: false,
    };

    /// What it stands for, in words.
    pub(crate) fn label(&self) -> String {
        let offset_m = self.offset_m;
        match self.driver {
            Driver::Follow { speed_share } => {
                format!(
                    "offset {offset_m:+.1} m, {:.0} % speed",
                    100.0 * speed_share
                )
            }
            Driver::Halt { braking_mps2 } if self.is_emergency => {
                format!("emergency stop, {braking_mps2:.1} m/s²")
            }
            Driver::Halt { braking_mps2 } => {
                format!("offset {offset_m:+.1} m, stop with {braking_mps2:.1} m/s²")
            }
        }
    }
}

impl ProposalsConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let is_offset = |d: &f64| d.abs() <= 5.0;
        let holds = (1..=9).contains(&self.offsets_m.len()) && self.offsets_m.iter().all(is_offset);
        let shown = format!("{:?}", self.offsets_m);
        ConfigError::require(
            holds,
            "offsets_m",
            shown,
            "must be 1 to 9 values within ±5 m",
        )?;
        let is_share = |v: &f64| *v > 0.0 && *v <= 1.0;
        let holds =
            (1..=10).contains(&self.speed_shares.len()) && self.speed_shares.iter().all(is_share);
        let shown = format!("{:?}", self.speed_shares);
        ConfigError::require(
            holds,
            "speed_shares",
            shown,
            "must be 1 to 10 values in (0, 1]",
        )
    }

    /// Every candidate; creeping and the ways to stop keep to the offset that is nearest to the ego's.
    pub(crate) fn all(&self, ego_offset_m: f64, vehicle: &VehicleParams) -> Vec<Proposal> {
        let mut proposals = Vec::with_capacity(self.offsets_m.len() * self.speed_shares.len() + 4);
        for offset_m in &self.offsets_m {
            for speed_share in &self.speed_shares {
                proposals.push(Proposal {
                    offset_m: *offset_m,
                    driver: Driver::Follow {
                        speed_share: *speed_share,
                    },
                    is_emergency: false,
                });
            }
        }
        let off = |d: f64| (d - ego_offset_m).abs();
        let offset_m = (self.offsets_m.iter().copied())
            .min_by(|a, b| off(*a).total_cmp(&off(*b)))
            .unwrap_or(0.0);
        proposals.push(Proposal {
            offset_m,
            driver: Driver::Follow {
                speed_share: CREEPING_SHARE,
            },
            is_emergency: false,
        });
        let halt = |braking_mps2: f64, is_emergency: bool| Proposal {
            offset_m,
            driver: Driver::Halt { braking_mps2 },
            is_emergency,
        };
        proposals.extend(HALTS_MPS2.map(|braking_mps2| halt(braking_mps2, false)));
        proposals.push(halt(
            EMERGENCY_SHARE * vehicle.max_braking_mps2.max(1.0),
            true,
        ));
        proposals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offset_has_every_share_and_there_are_ways_to_stop_where_the_ego_is() {
        let all = ProposalsConfig::default().all(0.8, &VehicleParams::default());
        assert_eq!(all.len(), 3 * 5 + 4);
        assert_eq!(all[0], Proposal::MIDDLE);
        assert!(
            all[15..].iter().all(|p| p.offset_m == 1.0),
            "nearest to 0.8"
        );
        let labels: Vec<String> = all[13..].iter().map(Proposal::label).collect();
        assert_eq!(
            labels,
            [
                "offset +1.0 m, 40 % speed",
                "offset +1.0 m, 20 % speed",
                "offset +1.0 m, 10 % speed",
                "offset +1.0 m, stop with 2.0 m/s²",
                "offset +1.0 m, stop with 3.8 m/s²",
                "emergency stop, 7.2 m/s²",
            ]
        );
        let emergencies = all.iter().filter(|p| p.is_emergency);
        assert_eq!(emergencies.count(), 1);
        assert!(all[18].is_emergency);
    }

    #[test]
    fn offsets_and_shares_out_of_range_are_refused() {
        let config = |offsets_m: Vec<f64>, speed_shares: Vec<f64>| ProposalsConfig {
            offsets_m,
            speed_shares,
        };
        assert!(config(vec![5.0, -5.0], vec![1.0, 1e-3]).check().is_ok());
        assert!(config(vec![0.0; 9], vec![0.5; 10]).check().is_ok());
        for offsets_m in [vec![], vec![0.0; 10], vec![5.1], vec![-5.1], vec![f64::NAN]] {
            let error = config(offsets_m, vec![1.0]).check().unwrap_err();
            assert!(error.to_string().contains("`offsets_m`"), "{error}");
        }
        for shares in [vec![], vec![0.5; 11], vec![0.0], vec![1.1], vec![f64::NAN]] {
            let error = config(vec![0.0], shares).check().unwrap_err();
            assert!(error.to_string().contains("`speed_shares`"), "{error}");
        }
    }
}
