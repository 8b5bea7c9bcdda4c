//! Which generated worlds are for training and which for tests.

/// From this seed on, nothing is drawn: the seeds belong to the shipped maps.
const SHIPPED_FROM: u64 = 1 << 32;

/// What a world of a seed may be used for.
///
/// Even seeds are for training, odd ones for held-out tests, so that both have any number of worlds
/// and no list needs to be kept. The maps that are part of the binary are made from parameters that no
/// seed draws, and count as [`Split::Shipped`]: nothing is trained on them.
///
/// ```
/// use trunkline_world::generate::Split;
///
/// assert_eq!(Split::of(4), Split::Training);
/// assert_eq!(Split::of(7), Split::HeldOut);
/// assert_eq!(Split::of(1 << 32), Split::Shipped);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Networks may learn from it.
    Training,
    /// Only for tests of what was learned.
    HeldOut,
    /// Reserved: the maps that everybody drives on.
    Shipped,
}

impl Split {
    /// What the world of a seed is for, whatever its kind.
    pub fn of(seed: u64) -> Self {
        if seed >= SHIPPED_FROM {
            Self::Shipped
        } else if seed.is_multiple_of(2) {
            Self::Training
        } else {
            Self::HeldOut
        }
    }
}
