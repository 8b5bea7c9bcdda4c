//! Scores as rows of tables: every part, "not applicable" included.

mod carla; // CARLA's driving score
mod data_age; // age of the data
mod nuplan; // the closed-loop score
mod row; // a row, a table
mod safety; // collisions, distances, times
mod tables; // all of them
mod understanding; // tracks and forecasts against truth

pub(super) use row::Table;
pub(super) use tables::tables;
