//! The memory that both sides look at: what JavaScript wrote, and where it finds the step that it gets back.

use std::cell::{Cell, RefCell};

use super::step::Step;

/// Room for the head of a usual request, from the beginning.
const ROOM: usize = 64 * 1024;

/// Random bytes that JavaScript draws ahead, as many as it may at once. It draws anew when half of them are used, so that
/// each call has at least half: more than three thousand ids, far more than a task needs between two asks.
const DRAWN: usize = 64 * 1024;

/// What JavaScript reads by position: address and length of the step's text, address and length of its bytes, the task's
/// number, address of the random bytes and how many of them are used, address and length of the last words before a trap.
type Frame = [u32; 9];

/// The position in the frame that both sides write.
const USED: usize = 6;

thread_local! {
    static INBOX: RefCell<Vec<u8>> = RefCell::new(vec![0; ROOM]);
    static STEP: RefCell<Step> = RefCell::default();
    static RANDOM: RefCell<Vec<u8>> = RefCell::new(vec![0; DRAWN]);
    static LAST_WORDS: RefCell<String> = const { RefCell::new(String::new()) };
    static FRAME: Cell<Frame> = const { Cell::new([0; 9]) };
}

/// Addresses have 32 bits where this runs.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Where something begins, for the other side to write there.
fn place(bytes: &[u8]) -> u32 {
    narrow(bytes.as_ptr().expose_provenance())
}

fn set<const N: usize>(at: usize, values: [u32; N]) {
    let mut frame = FRAME.get();
    for (position, value) in frame.iter_mut().skip(at).zip(values) {
        *position = value;
    }
    FRAME.set(frame);
}

/// The address of the frame. It never moves.
pub(super) fn address() -> u32 {
    let random = RANDOM.with_borrow(|random| place(random));
    // Nothing is drawn yet: all is used.
    set(USED - 1, [random, narrow(DRAWN)]);
    FRAME.with(|frame| narrow(frame.as_ptr().expose_provenance()))
}

/// Hands out random bytes, each once.
pub(super) fn fill_random(buffer: &mut [u8]) {
    let [.., used, _, _] = FRAME.get();
    let begin = usize::try_from(used).unwrap_or(DRAWN);
    let end = begin.saturating_add(buffer.len());
    RANDOM.with_borrow_mut(|random| match random.get_mut(begin..end) {
        Some(bytes) => {
            buffer.copy_from_slice(bytes);
            bytes.fill(0);
        }
        // To go on without randomness would be worse than to stop.
        None => std::process::abort(),
    });
    set(USED, [narrow(end)]);
}

/// Notes why this instance ends.
pub(super) fn last_words(text: String) {
    LAST_WORDS.with(|words| {
        if let Ok(mut words) = words.try_borrow_mut() {
            *words = text;
            set(USED + 1, [place(words.as_bytes()), narrow(words.len())]);
        }
    });
}

/// Makes room for so many bytes from JavaScript; gives its address.
pub(super) fn room(bytes: u32) -> u32 {
    INBOX.with_borrow_mut(|inbox| {
        let wanted = usize::try_from(bytes).unwrap_or(usize::MAX);
        if inbox.len() < wanted {
            inbox.resize(wanted, 0);
        } else if inbox.len() > ROOM && wanted <= ROOM {
            inbox.truncate(ROOM);
            inbox.shrink_to_fit();
        }
        place(inbox)
    })
}

/// What JavaScript wrote. What took more than the usual room is handed out with that room, not copied: whoever writes next
/// asks for room again.
pub(super) fn received(length: u32) -> Vec<u8> {
    let length = usize::try_from(length).unwrap_or(0);
    INBOX.with_borrow_mut(|inbox| {
        if inbox.len() > ROOM {
            let mut all = std::mem::replace(inbox, vec![0; ROOM]);
            all.truncate(length);
            return all;
        }
        inbox.get(..length).map(<[u8]>::to_vec).unwrap_or_default()
    })
}

/// Reads what JavaScript wrote where it stands.
pub(super) fn with_received<T>(length: u32, read: impl FnOnce(&str) -> T) -> T {
    let length = usize::try_from(length).unwrap_or(0);
    INBOX.with_borrow(|inbox| {
        let bytes = inbox.get(..length).unwrap_or_default();
        read(&String::from_utf8_lossy(bytes))
    })
}

/// Writes into the step.
pub(super) fn write<T>(write: impl FnOnce(&mut Step) -> T) -> T {
    STEP.with_borrow_mut(write)
}

/// Begins a step.
pub(super) fn clear() {
    STEP.with_borrow_mut(Step::clear);
}

/// Ends a step: JavaScript finds it by the frame.
pub(super) fn hand_over(task: u32) {
    STEP.with_borrow(|step| {
        let (text, bytes) = (step.as_text().as_bytes(), step.as_bytes());
        set(0, [place(text), narrow(text.len()), place(bytes), narrow(bytes.len()), task]);
    });
}

/// The step's text, for tests of the tasks.
#[cfg(test)]
pub(super) fn text() -> String {
    STEP.with_borrow(|step| step.as_text().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_grows_for_a_large_answer_and_is_given_back() {
        let usual = room(1);
        assert_eq!(room(u32::try_from(ROOM).unwrap()), usual);
        room(u32::try_from(ROOM * 3).unwrap());
        assert_eq!(received(u32::try_from(ROOM * 3).unwrap()).len(), ROOM * 3);
        room(1);
        assert!(received(u32::try_from(ROOM * 3).unwrap()).is_empty(), "no more than there is room for");
    }

    #[test]
    fn no_random_byte_is_given_twice() {
        address();
        RANDOM.with_borrow_mut(|random| {
            random.iter_mut().take(9).zip(1..).for_each(|(byte, value)| *byte = value);
        });
        set(USED, [0]);
        let (mut one, mut two) = ([0; 3], [0; 2]);
        fill_random(&mut one);
        fill_random(&mut two);
        assert_eq!((one, two), ([1, 2, 3], [4, 5]));
        RANDOM.with_borrow(|random| assert_eq!(random[..6], [0, 0, 0, 0, 0, 6]));
    }

    #[test]
    fn what_is_no_text_is_read_as_far_as_it_is() {
        INBOX.with_borrow_mut(|inbox| inbox[..3].copy_from_slice(b"a\xffb"));
        assert_eq!(with_received(3, str::to_owned), "a\u{fffd}b");
        assert_eq!(received(3), b"a\xffb");
    }
}
