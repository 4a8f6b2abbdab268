use std::cell::RefCell;
use std::rc::Rc;

use futures_util::StreamExt as _;
use futures_util::future::{Either, join, join_all, select};
use futures_util::stream::FuturesUnordered;

use super::*;

fn step_of(call: impl FnOnce()) -> Vec<String> {
    frame::clear();
    call();
    frame::text().lines().map(str::to_owned).collect()
}

fn begun(future: impl Future<Output = ()> + 'static, now_ms: i64) -> (u32, Vec<String>) {
    let mut number = 0;
    let step = step_of(|| number = begin(future, now_ms));
    (number, step)
}

fn answered(task: u32, ask: &str, payload: &str) -> Vec<String> {
    let answer = Answer { code: 1, payload: payload.into() };
    step_of(|| go_on(task, ask.parse().unwrap(), answer, 0))
}

async fn text_of(what: &str) -> String {
    ask(what, |step| step).await.into_text()
}

#[test]
fn a_task_without_asks_is_done_at_once() {
    let (_, step) = begun(async { tell("log", |step| step.line("x")) }, 0);
    assert_eq!(step, ["log", "x", "done"]);
}

#[test]
fn a_task_goes_on_with_the_answer_to_its_ask() {
    let (task, step) = begun(
        async {
            let one = text_of("one").await;
            let two = text_of(&one).await;
            tell(&two, |step| step);
        },
        0,
    );
    assert_eq!(step[0], "one");
    let step = answered(task, &step[1], "two");
    assert_eq!(step[0], "two");
    assert_eq!(answered(task, &step[1], "three"), ["three", "done"]);
}

#[test]
fn several_asks_are_open_at_once_and_answered_in_any_order() {
    let (task, step) = begun(
        async {
            let texts =
                join_all((0..40).map(|number| async move { text_of(&format!("ask-{number}")).await })).await;
            tell(&texts.concat(), |step| step);
        },
        0,
    );
    assert_eq!(step.len(), 80);
    let asks: Vec<&String> = step.iter().skip(1).step_by(2).collect();
    for ask in asks.iter().skip(1).rev() {
        assert!(answered(task, ask, "x").is_empty());
    }
    assert_eq!(answered(task, asks[0], "x"), ["x".repeat(40), "done".to_owned()]);
}

#[test]
fn of_two_asks_that_race_the_first_answer_wins_and_the_other_changes_nothing() {
    let (task, step) = begun(
        async {
            let (one, two) = (Box::pin(text_of("one")), Box::pin(text_of("two")));
            let first = match select(one, two).await {
                Either::Left((text, _)) | Either::Right((text, _)) => text,
            };
            tell(&first, |step| step);
            tell(&text_of("three").await, |step| step);
        },
        0,
    );
    let later = answered(task, &step[3], "the second");
    assert_eq!(later[..2], ["the second", "three"]);
    assert!(answered(task, &step[1], "too late").is_empty());
    assert_eq!(answered(task, &later[2], "end"), ["end", "done"]);
}

#[test]
fn futures_that_are_polled_one_by_one_are_told_of_their_answers() {
    let (task, step) = begun(
        async {
            let mut all: FuturesUnordered<_> = (0..3).map(|_| text_of("ask")).collect();
            while let Some(text) = all.next().await {
                tell(&text, |step| step);
            }
        },
        0,
    );
    assert_eq!(answered(task, &step[3], "b"), ["b"]);
    assert_eq!(answered(task, &step[5], "c"), ["c"]);
    assert_eq!(answered(task, &step[1], "a"), ["a", "done"]);
}

#[test]
fn a_future_that_wants_to_be_polled_again_is() {
    let mut left = 3;
    let (_, step) = begun(
        std::future::poll_fn(move |context| {
            left -= 1;
            if left == 0 {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }),
        0,
    );
    assert_eq!(step, ["done"]);
}

#[test]
fn a_task_gets_no_other_tasks_answer() {
    let both = || async { tell(&text_of("ask").await, |step| step) };
    let ((one, asked_by_one), (other, asked_by_other)) = (begun(both(), 0), begun(both(), 0));
    assert!(answered(other, &asked_by_one[1], "wrong").is_empty());
    assert_eq!(answered(one, &asked_by_one[1], "1"), ["1", "done"]);
    assert_eq!(answered(other, &asked_by_other[1], "2"), ["2", "done"]);
    assert_eq!(answered(one, &asked_by_one[1], "again"), ["gone"]);
}

/// Says when it is dropped.
struct Place(Rc<RefCell<u32>>);

impl Drop for Place {
    fn drop(&mut self) {
        *self.0.borrow_mut() += 1;
    }
}

#[test]
fn a_task_whose_request_vanished_is_dropped_with_what_it_held() {
    let given_back = Rc::new(RefCell::new(0));
    let place = Place(Rc::clone(&given_back));
    let (task, step) = begun(
        async move {
            text_of("ask").await;
            drop(place);
        },
        1_000,
    );
    begun(async {}, 1_000 + PATIENCE_MS);
    assert_eq!(*given_back.borrow(), 0, "it may still be waiting");
    begun(async {}, 1_001 + PATIENCE_MS + SWEEP_MS);
    assert_eq!(*given_back.borrow(), 1);
    assert_eq!(answered(task, &step[1], "late"), ["gone"]);
}

#[test]
fn there_are_never_more_tasks_than_so_many() {
    let given_back = Rc::new(RefCell::new(0));
    for at in 0..MOST_TASKS + 5 {
        let place = Place(Rc::clone(&given_back));
        let wait = async move {
            text_of("ask").await;
            drop(place);
        };
        begun(wait, i64::try_from(at).unwrap());
    }
    assert_eq!(*given_back.borrow(), 5, "those that have waited longest made room");
}

#[test]
fn what_is_asked_outside_of_a_task_has_no_answer() {
    let mut answers = Vec::new();
    let waker = Waker::noop();
    let mut both = Box::pin(join(ask("one", |step| step), ask("two", |step| step)));
    if let Poll::Ready((one, two)) = both.as_mut().poll(&mut Context::from_waker(waker)) {
        answers.extend([one.code, two.code]);
    }
    assert_eq!(answers, [Answer::FAILED, Answer::FAILED]);
}
