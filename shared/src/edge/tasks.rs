//! The executor. A task is polled when it begins and when one of its asks was answered, and by nobody else.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use super::frame;
use super::step::Step;

/// How long a task may wait for one answer, in milliseconds. Nothing that is asked for takes so long; the runtime drops
/// a request whose client went away without telling.
const PATIENCE_MS: i64 = 10 * 60_000;
/// Tasks at a time; more than an isolate has requests under way.
const MOST_TASKS: usize = 4096;
/// How often tasks that nobody goes on with are looked for, in milliseconds.
const SWEEP_MS: i64 = 60_000;

/// What came of an ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// What it means depends on what was asked; [`Answer::FAILED`] says that it was not to be had, and the payload why.
    pub code: i32,
    /// What came with it.
    pub payload: Vec<u8>,
}

impl Answer {
    /// There is no answer.
    pub const FAILED: i32 = 0;

    /// The payload as text.
    pub fn into_text(self) -> String {
        String::from_utf8(self.payload)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

/// Where an answer is put, and who waits for it.
#[derive(Debug, Default)]
struct Slot {
    answer: Option<Answer>,
    waiting: Option<Waker>,
}

/// The open asks of a task.
type Asks = Rc<RefCell<BTreeMap<u32, Rc<RefCell<Slot>>>>>;

struct Task {
    future: Pin<Box<dyn Future<Output = ()>>>,
    asks: Asks,
    moved_at_ms: i64,
}

#[derive(Default)]
struct Tasks {
    by_number: BTreeMap<u32, Task>,
    last_number: u32,
    swept_at_ms: i64,
}

/// Notes that the future that is polled wants to be polled again at once.
struct Alarm(AtomicBool);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

thread_local! {
    static TASKS: RefCell<Tasks> = RefCell::default();
    /// The asks of the task that is polled.
    static CURRENT: RefCell<Option<Asks>> = const { RefCell::new(None) };
    static LAST_ASK: Cell<u32> = const { Cell::new(0) };
    static ALARM: Arc<Alarm> = Arc::new(Alarm(AtomicBool::new(false)));
}

/// Something asked of JavaScript, until it is answered.
#[derive(Debug)]
pub struct Ask {
    number: u32,
    slot: Rc<RefCell<Slot>>,
}

impl Ask {
    /// What later asks call it by, and what it brought.
    pub fn number(&self) -> i64 {
        self.number.into()
    }
}

impl Future for Ask {
    type Output = Answer;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer> {
        let mut slot = self.slot.borrow_mut();
        if let Some(answer) = slot.answer.take() {
            return Poll::Ready(answer);
        }
        slot.waiting = Some(context.waker().clone());
        Poll::Pending
    }
}

/// Asks JavaScript for something. The answer is the task's that asks; whoever asks outside of a task gets none.
pub fn ask(what: &str, details: impl for<'a> FnOnce(&'a mut Step) -> &'a mut Step) -> Ask {
    let slot = Rc::new(RefCell::new(Slot::default()));
    let number = LAST_ASK.get().wrapping_add(1);
    let asks = CURRENT.with_borrow(Clone::clone);
    match asks {
        Some(asks) => {
            LAST_ASK.set(number);
            asks.borrow_mut().insert(number, Rc::clone(&slot));
            frame::write(|step| {
                details(step.line(what).number(number.into()));
            });
        }
        None => slot.borrow_mut().answer = Some(Answer::default()),
    }
    Ask { number, slot }
}

/// Tells JavaScript something that has no answer.
pub fn tell(what: &str, details: impl for<'a> FnOnce(&'a mut Step) -> &'a mut Step) {
    frame::write(|step| {
        details(step.line(what));
    });
}

/// Begins a task.
pub(super) fn begin(future: impl Future<Output = ()> + 'static, now_ms: i64) -> u32 {
    let number = TASKS.with_borrow_mut(|tasks| {
        tasks.last_number = tasks.last_number.wrapping_add(1);
        tasks.last_number
    });
    // Outside of the borrow: what is dropped may hold anything.
    drop(forgotten(now_ms));
    poll(number, Task { future: Box::pin(future), asks: Asks::default(), moved_at_ms: now_ms });
    number
}

/// Goes on with a task. An answer that nobody waits for any more is none; a task that is none any more is `gone`.
pub(super) fn go_on(number: u32, ask: u32, answer: Answer, now_ms: i64) {
    let Some(mut task) = TASKS.with_borrow_mut(|tasks| tasks.by_number.remove(&number)) else {
        return tell("gone", |step| step);
    };
    let slot = task.asks.borrow_mut().remove(&ask);
    if let Some(slot) = slot {
        let waiting = {
            let mut slot = slot.borrow_mut();
            slot.answer = Some(answer);
            slot.waiting.take()
        };
        if let Some(waiting) = waiting {
            waiting.wake();
        }
    }
    task.moved_at_ms = now_ms;
    poll(number, task);
}

fn poll(number: u32, mut task: Task) {
    let alarm = ALARM.with(Arc::clone);
    let waker = Waker::from(Arc::clone(&alarm));
    let mut context = Context::from_waker(&waker);
    CURRENT.set(Some(Rc::clone(&task.asks)));
    let is_done = loop {
        alarm.0.store(false, Ordering::Relaxed);
        let is_done = task.future.as_mut().poll(&mut context).is_ready();
        if is_done || !alarm.0.load(Ordering::Relaxed) {
            break is_done;
        }
    };
    CURRENT.set(None);
    if is_done {
        tell("done", |step| step);
    } else {
        TASKS.with_borrow_mut(|tasks| tasks.by_number.insert(number, task));
    }
}

/// Takes out the tasks that nobody will go on with, and, where there are too many, the one that waits longest.
fn forgotten(now_ms: i64) -> Vec<Task> {
    TASKS.with_borrow_mut(|tasks| {
        let mut numbers: Vec<u32> = Vec::new();
        if now_ms - tasks.swept_at_ms >= SWEEP_MS {
            tasks.swept_at_ms = now_ms;
            let is_old = |task: &Task| now_ms - task.moved_at_ms > PATIENCE_MS;
            numbers.extend(tasks.by_number.iter().filter(|(_, task)| is_old(task)).map(|(number, _)| number));
        }
        if tasks.by_number.len() >= MOST_TASKS && numbers.is_empty() {
            let longest = tasks.by_number.iter().min_by_key(|(_, task)| task.moved_at_ms);
            numbers.extend(longest.map(|(number, _)| number));
        }
        numbers.iter().filter_map(|number| tasks.by_number.remove(number)).collect()
    })
}

#[cfg(test)]
mod tests;
