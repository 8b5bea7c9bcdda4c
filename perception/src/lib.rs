//! Perception: camera frames in, 3D detections out
