//! Everybody on the road but the ego.

mod body; // a road user as others see it
mod conflicts; // where lanes cross, merge or part
mod crosswalk; // ways over the road
mod ego_view; // the ego as the traffic sees it
mod ground; // what does not depend on a run's seed
mod idm; // keeping speed and distance
mod impatience; // gaps that are taken after a long wait
mod junction; // who may enter a junction
mod kinds; // dimensions and temperament
mod lane_change; // the wish for another lane, and the move
mod lane_grid; // lanes near a point
mod mobil; // when to change lanes
mod net_lane; // one lane as traffic needs it
mod network; // the map as traffic needs it
mod newcomers; // who comes next, at the edge of the map too
mod occupancy; // who is where on the lanes
mod outlook; // what one driver sees ahead
mod pedestrian; // people at crosswalks
mod populate; // who is on the road at the start
mod register; // noting who covers which lanes
mod script; // events, conditions, actions
mod signalling; // what drivers tell others by their lamps
mod signals; // traffic lights
mod traffic; // decisions and motion of all
mod vehicle; // one vehicle on its lanes

#[cfg(test)]
mod open_road_tests; // the traffic on the country road and the motorway
#[cfg(test)]
mod straight_road_tests; // columns of vehicles on a straight road
#[cfg(test)]
mod tests;

pub(crate) use body::Body;
pub(crate) use ego_view::EgoView;
pub(crate) use ground::Ground;
pub(crate) use kinds::drawn_size_m;
pub(crate) use network::Network;
pub(crate) use populate::populate;
pub(crate) use script::ScriptFrame;
pub(crate) use signalling::{Indicator, Signalling};
pub(crate) use traffic::Traffic;
