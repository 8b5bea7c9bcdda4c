//! Outputs on their way: made now, visible after the stage's latency.

use std::collections::VecDeque;
use std::sync::Arc;

use trunkline_interfaces::Stamp;

/// Messages of one topic: those on their way, and the newest that is visible.
#[derive(Debug)]
pub(super) struct Delayed<M> {
    pending: VecDeque<(Stamp, Arc<M>)>,
    newest: Option<Arc<M>>,
    is_fresh: bool,
}

impl<M> Default for Delayed<M> {
    fn default() -> Self {
        Self {
            pending: VecDeque::new(),
            newest: None,
            is_fresh: false,
        }
    }
}

impl<M> Delayed<M> {
    /// Takes a message that becomes visible at `visible`; stamps must not decrease.
    pub(super) fn push(&mut self, visible: Stamp, message: M) {
        self.pending.push_back((visible, Arc::new(message)));
    }

    /// Makes the next message visible that is due and is not yet; asked until there is none.
    pub(super) fn reveal(&mut self, now: Stamp) -> Option<Arc<M>> {
        let (_, message) = self.pending.pop_front_if(|(visible, _)| *visible <= now)?;
        self.newest = Some(Arc::clone(&message));
        self.is_fresh = true;
        Some(message)
    }

    /// The newest visible message.
    pub(super) fn newest(&self) -> Option<Arc<M>> {
        self.newest.clone()
    }

    /// The newest visible message, if nobody has taken it yet.
    pub(super) fn take_fresh(&mut self) -> Option<Arc<M>> {
        if std::mem::take(&mut self.is_fresh) {
            self.newest()
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_seen_when_its_latency_is_over_and_taken_once() {
        let mut topic = Delayed::default();
        topic.push(Stamp::from_ns(20), 'a');
        topic.push(Stamp::from_ns(30), 'b');
        assert_eq!(topic.reveal(Stamp::from_ns(19)), None);
        assert_eq!(topic.take_fresh(), None);
        assert_eq!(topic.reveal(Stamp::from_ns(20)), Some(Arc::new('a')));
        assert_eq!(topic.reveal(Stamp::from_ns(20)), None);
        assert_eq!(topic.take_fresh(), Some(Arc::new('a')));
        assert_eq!(topic.take_fresh(), None);
        assert_eq!(topic.newest(), Some(Arc::new('a')));
        assert_eq!(topic.reveal(Stamp::from_ns(99)), Some(Arc::new('b')));
        assert_eq!(topic.newest(), Some(Arc::new('b')));
    }
}
