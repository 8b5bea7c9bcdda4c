//! Planning: tracks in, forecasts and plans out
