//! Identities. Each is a type of its own, because mixing them up is a category error.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    };
}

id!(
    /// A detection within its frame.
    DetectionId, "detection "
);
id!(
    /// A track; never reused within a run.
    TrackId, "track "
);
id!(
    /// A road user of the world (ground truth).
    AgentId, "agent "
);
id!(
    /// A lane of the lane map.
    LaneId, "lane "
);
id!(
    /// A junction of the lane map.
    JunctionId, "junction "
);
id!(
    /// A traffic light or sign of the lane map.
    SignalId, "signal "
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_whose_it_is() {
        assert_eq!(TrackId(7).to_string(), "track 7");
        assert_eq!(LaneId(0).to_string(), "lane 0");
    }
}
