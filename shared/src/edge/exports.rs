//! What JavaScript calls. `begin` and `go_on` leave a step, which is found by the frame.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::entry::Occasion;
use super::environment::Environment;
use super::http::Head;
use super::tasks::Answer;
use super::{entry, frame, runtime, tasks};

/// The memory of this instance.
#[wasm_bindgen]
pub fn shared_memory() -> JsValue {
    wasm_bindgen::memory()
}

/// Where a step is to be found.
#[wasm_bindgen]
pub fn frame() -> u32 {
    frame::address()
}

/// Room for so many bytes.
#[wasm_bindgen]
pub fn room(bytes: u32) -> u32 {
    frame::room(bytes)
}

/// Tells what the Worker was deployed with.
#[wasm_bindgen]
pub fn configure(now: f64, length: u32) {
    std::panic::set_hook(Box::new(|panic| frame::last_words(panic.to_string())));
    runtime::set_now(now);
    entry::configure(&frame::with_received(length, Environment::read));
}

/// Begins the task of a request.
#[wasm_bindgen]
pub fn begin(now: f64, length: u32) {
    let now_ms = runtime::set_now(now);
    start(Occasion::Request(frame::with_received(length, Head::read)), now_ms);
}

/// Begins the task of an event that is no request.
#[wasm_bindgen]
pub fn occur(now: f64, length: u32) {
    let now_ms = runtime::set_now(now);
    start(frame::with_received(length, |text| Occasion::read(text, now_ms)), now_ms);
}

fn start(occasion: Occasion, now_ms: i64) {
    frame::clear();
    let task = tasks::begin(entry::task(occasion), now_ms);
    frame::hand_over(task);
}

/// Goes on with a task: what it asked for is here.
#[wasm_bindgen]
pub fn go_on(now: f64, task: u32, ask: u32, code: i32, length: u32) {
    let now_ms = runtime::set_now(now);
    frame::clear();
    tasks::go_on(task, ask, Answer { code, payload: frame::received(length) }, now_ms);
    frame::hand_over(task);
}
