//! Runs a stack in a world: executor, recording, replay, metrics, report
