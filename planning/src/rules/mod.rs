//! Where the rules of the road make the ego stop: lights, stop signs, others that go first,
//! people at crosswalks, the goal.

mod all; // every rule, and what they remember
mod crossings; // where lanes that go first meet the route
mod crosswalks; // people who cross or are about to
mod give_way; // gaps in the traffic that goes first
mod input; // what a rule may look at
mod lights; // red and amber
mod stop_signs; // stop once, then go

pub(crate) use all::Rules;
pub(crate) use input::RuleInput;
