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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use trunkline_interfaces::messages::Health;

    /// Fails from its n-th call on, whichever it is.
    struct Failing {
        calls: usize,
        fails_from: usize,
    }

    impl Failing {
        fn call(&mut self) -> Result<(), SinkError> {
            self.calls += 1;
            if self.calls < self.fails_from {
                return Ok(());
            }
            Err(SinkError {
                target: format!("call {}", self.calls),
                at_s: 0.0,
                reason: String::new(),
                fault: None,
            })
        }
    }

    impl Sink for Failing {
        fn begin(&mut self, _: &WorldInfo) -> Result<(), SinkError> {
            self.call()
        }
        fn message(&mut self, _: &Message) -> Result<(), SinkError> {
            self.call()
        }
        fn finish(&mut self) -> Result<(), SinkError> {
            self.call()
        }
    }

    #[test]
    fn a_sink_that_failed_gets_no_more_messages_but_is_completed_and_named_once() {
        let message = Message::Health(Arc::new(Health::default()));
        let named = |fails_from: usize| {
            let mut sinks = [fails_from, usize::MAX].map(|fails_from| Failing {
                calls: 0,
                fails_from,
            });
            let mut times = StageTimes::default();
            let mut outlet = Outlet::new(sinks.iter_mut().map(|s| s as &mut dyn Sink).collect());
            outlet.begin(&WorldInfo {
                name: String::new(),
                capabilities: trunkline_interfaces::Capabilities::default(),
                step: trunkline_interfaces::Duration::from_ms(10),
                map: Arc::default(),
                vehicle: trunkline_interfaces::VehicleParams::default(),
                duration: trunkline_interfaces::Duration::ZERO,
            });
            outlet.publish(&mut times, &message);
            outlet.publish(&mut times, &message);
            let errors = outlet.finish(&mut times);
            assert_eq!(times.summaries()[&Part::Sinks].n, 3);
            let names: Vec<String> = errors.into_iter().map(|e| e.target).collect();
            (names, sinks.map(|s| s.calls))
        };
        // Begin, two messages, finish.
        assert_eq!(named(1), (vec!["call 1".into()], [2, 4]));
        assert_eq!(named(2), (vec!["call 2".into()], [3, 4]));
        assert_eq!(named(4), (vec!["call 4".into()], [4, 4]));
        assert_eq!(named(9), (vec![], [4, 4]));
    }
}
