//! The way of messages to the sinks; a sink that fails is left out from then on.

use trunkline_interfaces::WorldInfo;
use trunkline_interfaces::messages::Message;

use super::times::{Part, StageTimes};
use crate::sink::{Sink, SinkError};

pub(super) struct Outlet<'a> {
    sinks: Vec<Outgoing<'a>>,
    errors: Vec<SinkError>,
}

struct Outgoing<'a> {
    sink: &'a mut dyn Sink,
    has_failed: bool,
}

impl<'a> Outlet<'a> {
    pub(super) fn new(sinks: Vec<&'a mut dyn Sink>) -> Self {
        let open = |sink| Outgoing {
            sink,
            has_failed: false,
        };
        Self {
            sinks: sinks.into_iter().map(open).collect(),
            errors: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, info: &WorldInfo) {
        self.each(|sink| sink.begin(info));
    }

    pub(super) fn publish(&mut self, times: &mut StageTimes, message: &Message) {
        times.measure(Part::Sinks, || self.each(|sink| sink.message(message)));
    }

    /// Completes every sink, failed ones too, and tells what went wrong.
    pub(super) fn finish(mut self, times: &mut StageTimes) -> Vec<SinkError> {
        times.measure(Part::Sinks, || {
            for outgoing in &mut self.sinks {
                match outgoing.sink.finish() {
                    Err(error) if !outgoing.has_failed => self.errors.push(error),
                    // A sink that failed before has said so already.
                    _ => {}
                }
            }
        });
        self.errors
    }

    fn each(&mut self, mut take: impl FnMut(&mut dyn Sink) -> Result<(), SinkError>) {
        for outgoing in self.sinks.iter_mut().filter(|o| !o.has_failed) {
            if let Err(error) = take(outgoing.sink) {
                outgoing.has_failed = true;
                self.errors.push(error);
            }
        }
    }
}
