//! Messages to Rerun: one file per message, the blueprint
