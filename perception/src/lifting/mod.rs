//! 2D boxes, class masks and depth of any number of cameras, lifted into 3D boxes.

mod box_fit; // the most probable box: sizes, outline, sides of the 2D box, ground, road
mod box_in_image; // where the visible part of a box ends in an image
mod claims; // what nearer objects have taken of a view
mod clusters; // the lifter
mod config; // what the depth is worth, and limits
mod direction; // where roads lead
mod doubt; // what other fits say about the best
mod evidence; // what is known of one object before it is a box
mod footprint; // corners of a box, and its faces from above
mod ground; // where the ground is, from pixels of road and verge
mod grouping; // points that belong together
mod hypotheses; // boxes to begin the fit from: L-shapes seen from above
mod loss; // deviations with mistakes drawn in
mod object_points; // pixels of one object, as points
mod outline; // the side that is seen, from above
mod overlap; // one object in two cameras
mod own_group; // which points in a 2D box are its object
mod scene; // every object of a step, and its box
mod sides; // which sides of a 2D box are the object's own
mod size_prior; // how large road users are
mod view; // one camera's maps with their rays

pub use clusters::ClusterLifter;
pub use config::ClustersConfig;
