//! What signs there are, and how large.

/// What a sign says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignKind {
    /// Red octagon.
    Stop,
    /// White triangle on its tip, red rim.
    Yield,
    /// Yellow diamond.
    Priority,
    /// Red ring with a number, km/h.
    SpeedLimit(u8),
    /// Blue square with a walker.
    Crosswalk,
    /// Triangle: a bend to the left.
    CurveLeft,
    /// Triangle: a bend to the right.
    CurveRight,
    /// Triangle: deer.
    Deer,
    /// Triangle: an exclamation mark.
    Danger,
    /// Blue square with a P.
    Parking,
    /// Yellow board at the begin of a town.
    TownBegin,
    /// The same, struck through.
    TownEnd,
    /// Blue board: a motorway begins.
    Motorway,
    /// Yellow disc with a green H.
    BusStop,
}

impl SignKind {
    /// Width and height of the plate, m.
    pub const fn size_m(self) -> [f32; 2] {
        match self {
            Self::Stop => [0.84, 0.84],
            Self::Yield | Self::CurveLeft | Self::CurveRight | Self::Deer | Self::Danger => {
                [0.94, 0.82]
            }
            Self::Priority => [0.84, 0.84],
            Self::TownBegin | Self::TownEnd => [1.5, 0.9],
            Self::Motorway => [0.84, 0.84],
            Self::BusStop => [0.5, 0.5],
            _ => [0.64, 0.64],
        }
    }
}
