//! Roads: OpenDRIVE to the lane map, routes.
