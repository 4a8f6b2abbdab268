//! Variables, secrets and bindings.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::config::Environment;

/// The `env` of a Worker.
#[derive(Debug)]
pub struct WorkerEnvironment<'a>(&'a worker::Env);

impl<'a> WorkerEnvironment<'a> {
    /// Wraps the environment.
    pub fn new(env: &'a worker::Env) -> Self {
        Self(env)
    }
}

impl Environment for WorkerEnvironment<'_> {
    fn var(&self, name: &str) -> Option<String> {
        Reflect::get(self.0.as_ref(), &JsValue::from_str(name)).ok()?.as_string()
    }

    fn has_service(&self, name: &str) -> bool {
        Reflect::get(self.0.as_ref(), &JsValue::from_str(name)).is_ok_and(|value| value.is_object())
    }
}
