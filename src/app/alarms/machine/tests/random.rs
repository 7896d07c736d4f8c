//! Any order of events: nothing is told twice, and nothing before the baseline.

use proptest::prelude::*;

use super::super::*;
use super::office::*;
use crate::triage::testing::fixed;

#[derive(Clone, Debug)]
enum Step {
    /// The row shows these of its contacts as unanswered: a replica may lag, an answer be deleted.
    Show(usize, u8),
    Contact(usize),
    Answer(usize),
    Pass(u64),
    Wake,
    Mute,
    OnScreen(Vec<usize>),
    Stage(Stage, usize),
    Acknowledge(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let row = || 0..3_usize;
    let stages = prop_oneof![
        Just(Stage::Complete),
        (0_u64..4000).prop_map(|age| Stage::Stale(seconds(age))),
    ];
    let step = prop_oneof![
        3 => (row(), any::<u8>()).prop_map(|(row, shown)| Step::Show(row, shown)),
        4 => row().prop_map(Step::Contact),
        2 => row().prop_map(Step::Answer),
        6 => (0_u64..2500).prop_map(Step::Pass),
        1 => Just(Step::Wake),
        1 => Just(Step::Mute),
        1 => proptest::collection::vec(row(), 0..3).prop_map(Step::OnScreen),
        2 => (stages, 0..2_usize).prop_map(|(stage, unchecked)| Step::Stage(stage, unchecked)),
        1 => row().prop_map(Step::Acknowledge),
    ];
    proptest::collection::vec(step, 1..80)
}

proptest! {
    #![proptest_config(fixed(600))]
    /// That nothing has its bell twice, and that no bell rings for nothing, is checked at each step of the office.
    #[test]
    fn once_for_each_thing_and_never_before_the_baseline(
        threshold in prop_oneof![
            Just(Threshold::AnyInbound), Just(Threshold::NeedsReply), Just(Threshold::Overdue),
        ],
        steps in steps(),
    ) {
        let mut office = Office::loading(Settings { threshold, ..all_on() });
        // Every contact there ever was, by row.
        let mut all: [Vec<i64>; 3] = Default::default();
        for step in steps {
            match step {
                Step::Show(row, shown) => {
                    let picked = all[row].iter().enumerate();
                    let picked = picked.filter(|(at, _)| shown & (1 << (at % 8)) != 0);
                    let contacts: Vec<_> = picked.map(|(_, second)| *second).collect();
                    office.set(row, &contacts);
                }
                Step::Contact(row) => {
                    let second = BEGIN + i64::try_from(office.now.as_secs()).unwrap();
                    if all[row].last() != Some(&second) {
                        all[row].push(second);
                        office.contact(row);
                    }
                }
                Step::Answer(row) => office.answer(row),
                Step::Pass(length) => office.run(length),
                Step::Wake => office.alarms.wake(office.now),
                Step::Mute => { office.mute(); }
                Step::OnScreen(rows) => office.on_screen = rows,
                Step::Stage(stage, unchecked) => {
                    (office.stage, office.unchecked) = (stage, unchecked);
                }
                Step::Acknowledge(row) => { office.acknowledge(row); }
            }
            office.step();
            let known = matches!(office.alarms.baseline, Baseline::Complete(_));
            prop_assert!(known || office.alarms.told.values().all(|told| told.alarm.is_none()));
            prop_assert!(office.contacts.len() <= 3);
        }
        // Whatever happened, it is quiet in the end, and nobody was forgotten who waits and was not acknowledged.
        (office.stage, office.unchecked) = (Stage::Complete, 0);
        while office.alarms.silence().is_some() {
            office.mute();
            office.step();
        }
        office.run(20_000);
        prop_assert!(office.alarms.open.is_empty());
        for row in 0..3 {
            let silent = office.with_case(row, |alarms, case| {
                let alarm = alarms.told.get(&case.slot).and_then(|told| told.alarm.as_ref());
                alarm.is_some_and(|alarm| alarm.is_about(case) && !alarm.rung)
            });
            prop_assert!(!silent || office.acknowledge(row) == Acknowledged::Nothing);
        }
    }
}
