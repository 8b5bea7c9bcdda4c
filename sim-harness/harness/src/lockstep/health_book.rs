//! Keeps account of how each stage is doing, and tells when something changed.

use std::sync::Arc;

use trunkline_interfaces::messages::{Condition, Header, Health, StageHealth};
use trunkline_interfaces::{Duration, Stage, Stamp};

/// One stage's account.
#[derive(Debug, Clone)]
struct Account {
    stage: Stage,
    condition: Condition,
    since: Stamp,
    note: String,
    last_good: Stamp,
    /// Older outputs than this are stale.
    allowance: Duration,
}

/// How each stage is doing.
#[derive(Debug)]
pub(super) struct HealthBook {
    accounts: Vec<Account>,
    has_changed: bool,
    message: Arc<Health>,
    seq: u64,
}

impl HealthBook {
    /// All is well; each stage may go without a good output for its allowance.
    pub(super) fn new(start: Stamp, allowances: impl Iterator<Item = (Stage, Duration)>) -> Self {
        let account = |(stage, allowance)| Account {
            stage,
            condition: Condition::Ok,
            since: start,
            note: String::new(),
            last_good: start,
            allowance,
        };
        Self {
            accounts: allowances.map(account).collect(),
            has_changed: false,
            message: Arc::default(),
            seq: 0,
        }
    }

    /// A stage did its work.
    pub(super) fn good(&mut self, stage: Stage, now: Stamp) {
        self.set(stage, Condition::Ok, now, String::new);
        if let Some(account) = self.accounts.iter_mut().find(|a| a.stage == stage) {
            account.last_good = now;
        }
    }

    /// A stage failed. The note of the first failure stands until the stage works again.
    pub(super) fn failed(&mut self, stage: Stage, now: Stamp, note: String) {
        self.set(stage, Condition::Failed, now, || note);
    }

    /// Looks for outputs that are too old; returns the new message if anything changed since the
    /// last call.
    pub(super) fn review(&mut self, now: Stamp) -> Option<Arc<Health>> {
        let stale: Vec<(Stage, Duration)> = self
            .accounts
            .iter()
            .filter(|a| a.condition == Condition::Ok && now - a.last_good > a.allowance)
            .map(|a| (a.stage, now - a.last_good))
            .collect();
        for (stage, age) in stale {
            self.set(stage, Condition::Stale, now, || {
                format!("no output for {:.2} s: the last good one is kept", age.s())
            });
        }
        if !std::mem::take(&mut self.has_changed) {
            return None;
        }
        let header = Header::sensor(self.seq, now);
        self.seq += 1;
        let unwell = self
            .accounts
            .iter()
            .filter(|a| a.condition != Condition::Ok);
        let stages = unwell.map(|a| StageHealth {
            stage: a.stage,
            condition: a.condition,
            since: a.since,
            note: a.note.clone(),
        });
        self.message = Arc::new(Health {
            header,
            stages: stages.collect(),
        });
        Some(self.message())
    }

    /// The condition of all stages as of the last review.
    pub(super) fn message(&self) -> Arc<Health> {
        Arc::clone(&self.message)
    }

    fn set(
        &mut self,
        stage: Stage,
        condition: Condition,
        now: Stamp,
        note: impl FnOnce() -> String,
    ) {
        let account = self.accounts.iter_mut().find(|a| a.stage == stage);
        if let Some(account) = account.filter(|a| a.condition != condition) {
            account.condition = condition;
            account.since = now;
            account.note = note();
            self.has_changed = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Stamp {
        Stamp::ZERO + Duration::from_ms(ms)
    }

    #[test]
    fn a_change_is_told_once_and_recovery_too() {
        let allowances = [(Stage::Planner, Duration::from_ms(200))];
        let mut book = HealthBook::new(Stamp::ZERO, allowances.into_iter());
        assert_eq!(book.review(at(0)), None);
        book.failed(Stage::Planner, at(100), "no route".into());
        book.failed(Stage::Planner, at(200), "another reason".into());
        let health = book.review(at(200)).unwrap();
        assert_eq!(health.condition(Stage::Planner), Condition::Failed);
        assert_eq!(health.stages[0].since, at(100));
        assert_eq!(health.stages[0].note, "no route");
        assert_eq!(book.review(at(300)), None);
        book.good(Stage::Planner, at(300));
        assert!(book.review(at(300)).unwrap().stages.is_empty());
    }

    #[test]
    fn an_output_that_does_not_come_is_stale() {
        let allowances = [(Stage::Tracker, Duration::from_ms(200))];
        let mut book = HealthBook::new(Stamp::ZERO, allowances.into_iter());
        book.good(Stage::Tracker, at(100));
        assert_eq!(book.review(at(300)), None);
        let health = book.review(at(310)).unwrap();
        assert_eq!(health.condition(Stage::Tracker), Condition::Stale);
        assert!(health.stages[0].note.contains("0.21 s"), "{health:?}");
    }

    #[test]
    fn a_stage_that_works_again_after_its_output_was_stale_is_well() {
        let allowances = [(Stage::Tracker, Duration::from_ms(200))];
        let mut book = HealthBook::new(at(50), allowances.into_iter());
        assert!(book.message().stages.is_empty());
        assert_eq!(
            book.review(at(250)),
            None,
            "the allowance counts from the start"
        );
        let stale = book.review(at(260)).unwrap();
        assert_eq!((stale.header.seq, stale.stages[0].since), (0, at(260)));
        assert_eq!(book.message(), stale);
        book.good(Stage::Tracker, at(270));
        let well = book.review(at(270)).unwrap();
        assert_eq!((well.header.seq, well.stages.len()), (1, 0));
        // One of whom no account is kept changes nothing.
        book.failed(Stage::Gate, at(280), "no".into());
        assert_eq!(book.review(at(280)), None);
    }
}
