//! The engine in the browser: the only place that names `wasm_bindgen`, `js_sys`, `web_sys` and `gloo`.
//!
//! Two classes, both for workers: [`Coordinator`] holds the sets, [`Runner`] does one task. Values cross the border as
//! plain objects; errors as `Error` objects whose `name` is one of the codes of
//! [`FromWorker::Failed`](crate::protocol::FromWorker::Failed).

mod convert;
mod copy;
mod export;
mod file_source;

use std::collections::BTreeMap;

use gloo::file::Blob;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::error::Error;
use crate::format::{self, Facts, Options, Running};
use crate::inspect::claim::Opening;
use crate::inspect::work::Step;
use crate::open::{self, Set, WorkId};
use crate::protocol::{OpenedSet, TextKind};
use crate::report::render::json;

use convert::{give, give_small, take, to_js};
use file_source::Given;

/// Said once by each worker: a program that fails says where, on the console too, and nothing of any file.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(|place| format!("{}:{}", place.file(), place.line()));
        gloo::console::error!(format!(
            "the engine failed at {}",
            place.unwrap_or_default()
        ));
    }));
}

/// Version of the engine.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}

/// An `Answer` to what one system alone can tell without a set.
///
/// # Errors
/// `invalid` with the reason, in words.
#[wasm_bindgen(js_name = askAlone)]
pub fn ask_alone(options: JsValue, question: JsValue) -> Result<JsValue, JsValue> {
    let answer = format::ask_alone(&take(options)?, &take(question)?);
    give(&answer.map_err(|error| to_js(&error))?)
}

/// A set of a system to look at: a list of `ExampleFile`.
///
/// # Errors
/// `invalid` if there is none.
#[wasm_bindgen]
pub fn example(system: &str, options: JsValue) -> Result<Array, JsValue> {
    let files = format::example(system, &take(options)?).map_err(|error| to_js(&error))?;
    let list = Array::new();
    for (path, bytes) in files {
        let file = Object::new();
        Reflect::set(&file, &"path".into(), &path.into())?;
        Reflect::set(&file, &"bytes".into(), &Uint8Array::from(bytes.as_slice()))?;
        list.push(&file);
    }
    Ok(list)
}

/// The sets of what was given.
#[wasm_bindgen]
#[derive(Default)]
pub struct Coordinator {
    given: Vec<Given>,
    sets: Vec<Set>,
    /// Files of sets that were put together from those of a folder.
    packed: BTreeMap<u32, Blob>,
    /// What tasks of copies wrote anew: it stays outside of the engine's memory until the copy is composed.
    packs: BTreeMap<(u32, WorkId, u32), Blob>,
}

#[wasm_bindgen]
impl Coordinator {
    /// With nothing opened yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Coordinator {
        Coordinator::default()
    }

    /// Finds out what belongs together and reads the directories; what was open before is forgotten. Answers a list
    /// of `OpenedSet`.
    ///
    /// # Errors
    /// `read` if a file can't be read.
    pub fn open(&mut self, files: &Array, options: JsValue) -> Result<JsValue, JsValue> {
        let options: Options = take(options)?;
        self.sets.clear();
        self.packs.clear();
        self.packed.clear();
        self.given = file_source::given(files)?;
        let inputs = file_source::inputs(&self.given).map_err(|error| to_js(&error))?;
        let opening = Opening {
            together: options.is_of_a_set(),
            ..Opening::default()
        };
        self.sets = open::open_with(inputs, opening).map_err(|error| to_js(&error))?;
        let opened: Vec<OpenedSet> = self
            .sets
            .iter()
            .map(|set| OpenedSet {
                inputs: set.inputs.iter().map(|input| *input as u32).collect(),
                name: set.name().into(),
                by_the_way: set.by_the_way(),
                packed: None,
                tables: set.tables(),
                report: set.report(&options),
            })
            .collect();
        let answer = give(&opened)?;
        for (at, set) in self.sets.iter().enumerate() {
            if let Some(strung) = set.strung() {
                let blob = copy::packed(strung, set, &self.given)?;
                let item = Reflect::get_u32(&answer, at as u32)?;
                Reflect::set(&item, &"packed".into(), &blob)?;
                self.packed.insert(at as u32, blob.into());
            }
        }
        Ok(answer)
    }

    fn set(&self, set: u32) -> Result<&Set, JsValue> {
        self.sets
            .get(set as usize)
            .ok_or_else(|| to_js(&Error::Protocol(format!("there is no set {set}"))))
    }

    fn set_mut(&mut self, set: u32) -> Result<&mut Set, JsValue> {
        self.sets
            .get_mut(set as usize)
            .ok_or_else(|| to_js(&Error::Protocol(format!("there is no set {set}"))))
    }

    /// The `Report` as far as is known.
    ///
    /// # Errors
    /// `protocol` if the options can't be understood.
    pub fn report(&self, set: u32, options: JsValue) -> Result<JsValue, JsValue> {
        give(&self.set(set)?.report(&take(options)?))
    }

    /// The report as text: for JSON the very bytes that the command line prints. With `mask_names`, what is handed on is
    /// without addresses and names; what is told on the screen follows the options.
    ///
    /// # Errors
    /// `protocol` if options or kind can't be understood.
    pub fn text(
        &self,
        set: u32,
        options: JsValue,
        what: JsValue,
        mask_names: bool,
    ) -> Result<String, JsValue> {
        let (set, options): (_, Options) = (self.set(set)?, take(options)?);
        let what = take(what)?;
        let options = match what {
            TextKind::Told | TextKind::Saved => options,
            TextKind::Json | TextKind::Markdown | TextKind::Ticket => options.with_names(),
        };
        let report = set.report(&options);
        match what {
            TextKind::Json => report.to_json_line(mask_names),
            TextKind::Markdown if mask_names => Ok(report.to_masked_markdown()),
            TextKind::Markdown => Ok(report.to_markdown()),
            TextKind::Ticket => Ok(report.to_ticket(&options)),
            TextKind::Told => json::to_json(&report.told()),
            TextKind::Saved => set.saved().and_then(|saved| json::to_json(&saved)),
        }
        .map_err(|error| to_js(&error))
    }

    /// `Rows` of a table.
    ///
    /// # Errors
    /// `invalid` if there is no such table, or nothing is known of it.
    pub fn rows(&self, set: u32, options: JsValue, query: JsValue) -> Result<JsValue, JsValue> {
        let rows = self.set(set)?.rows(&take(options)?, &take(query)?);
        give(&rows.map_err(|error| to_js(&error))?)
    }

    /// An `Answer` to what one system alone can tell.
    ///
    /// # Errors
    /// `invalid` with the reason, in words.
    pub fn ask(&self, set: u32, options: JsValue, question: JsValue) -> Result<JsValue, JsValue> {
        let answer = self.set(set)?.ask(&take(options)?, &take(question)?);
        give(&answer.map_err(|error| to_js(&error))?)
    }

    /// Begins a piece of work: `{ work, plan }`.
    ///
    /// # Errors
    /// `invalid` if there is no such work for this set, `read` if a file can't be read.
    pub fn begin(&mut self, set: u32, options: JsValue, kind: JsValue) -> Result<JsValue, JsValue> {
        let (options, kind) = (take(options)?, take(kind)?);
        let set = self.set_mut(set)?;
        let work = set.begin(&kind, &options).map_err(|error| to_js(&error))?;
        let plan = set.plan(work).map_err(|error| to_js(&error))?;
        let answer = Object::new();
        Reflect::set(&answer, &"work".into(), &give_small(&work)?)?;
        // Sums of claims: larger than a number of JavaScript, perhaps.
        Reflect::set(&answer, &"plan".into(), &give(&plan)?)?;
        Ok(answer.into())
    }

    /// Description of a task for a [`Runner`].
    ///
    /// # Errors
    /// `protocol` if there is no such task.
    pub fn task(&self, set: u32, work: JsValue, index: u32) -> Result<Uint8Array, JsValue> {
        let task = self.set(set)?.task(take(work)?, index);
        Ok(Uint8Array::from(
            task.map_err(|error| to_js(&error))?.as_slice(),
        ))
    }

    /// Takes what a task found out: the bytes or the `Blob` that [`Runner::finish`] gave.
    ///
    /// # Errors
    /// `protocol` if they are none.
    pub fn take(
        &mut self,
        set: u32,
        work: JsValue,
        index: u32,
        facts: JsValue,
    ) -> Result<(), JsValue> {
        let work: WorkId = take(work)?;
        if let Some(blob) = facts.dyn_ref::<web_sys::Blob>() {
            self.packs.insert((set, work, index), blob.clone().into());
            return Ok(());
        }
        let bytes = Uint8Array::new(&facts).to_vec();
        let facts = Facts::from_bytes(&bytes).map_err(|error| to_js(&error))?;
        self.set_mut(set)?
            .take(work, index, facts)
            .map_err(|error| to_js(&error))
    }

    /// A task that will never come.
    ///
    /// # Errors
    /// `protocol` if there is no such work.
    pub fn lost(&mut self, set: u32, work: JsValue, index: u32, why: &str) -> Result<(), JsValue> {
        let work = take(work)?;
        self.set_mut(set)?
            .lost(work, index, why)
            .map_err(|error| to_js(&error))
    }

    /// All tasks are done: `{ end, blob, summary }`, the last two of a copy. With `forget`, it is not wanted any more.
    ///
    /// # Errors
    /// `read` if a file can't be read, `invalid` if a copy is found damaged.
    pub fn end(&mut self, set: u32, work: JsValue, forget: bool) -> Result<JsValue, JsValue> {
        let work: WorkId = take(work)?;
        let packs = self.packs_of(set, work);
        if forget {
            self.set_mut(set)?.drop_work(work);
            return Ok(JsValue::NULL);
        }
        let answer = Object::new();
        let copy = match self.set(set)?.makes_copy(work) {
            true => Some(self.compose(set, work, packs)?),
            false => None,
        };
        let ended = self
            .set_mut(set)?
            .end(work)
            .map_err(|error| to_js(&error))?;
        let (blob, summary) = match copy {
            Some((blob, summary)) => (blob.into(), give(&summary)?),
            None => (JsValue::NULL, JsValue::NULL),
        };
        Reflect::set(&answer, &"end".into(), &give(&ended)?)?;
        Reflect::set(&answer, &"blob".into(), &blob)?;
        Reflect::set(&answer, &"summary".into(), &summary)?;
        Ok(answer.into())
    }

    /// What the tasks of this work wrote anew, in their order.
    fn packs_of(&mut self, set: u32, work: WorkId) -> Vec<Blob> {
        let mut packs = Vec::new();
        let keys: Vec<_> = self
            .packs
            .keys()
            .filter(|(of, by, _)| *of == set && *by == work)
            .copied()
            .collect();
        for key in keys {
            packs.extend(self.packs.remove(&key));
        }
        packs
    }
}

/// One task.
#[wasm_bindgen]
pub struct Runner {
    running: Option<Running<'static>>,
}

#[wasm_bindgen]
impl Runner {
    /// For the files of the set, what its work has beside them, and what [`Coordinator::task`] answered.
    ///
    /// # Errors
    /// `protocol` if the bytes describe no task, or the files are not those of its set.
    #[wasm_bindgen(constructor)]
    pub fn new(files: &Array, task: &[u8]) -> Result<Runner, JsValue> {
        let given = file_source::given(files)?;
        let inputs = file_source::inputs(&given).map_err(|error| to_js(&error))?;
        let running = format::begin(task, inputs).map_err(|error| to_js(&error))?;
        Ok(Runner {
            running: Some(running),
        })
    }

    /// Works for about `budget_ms` milliseconds. Answers a `Step`. A task that can't stop in the middle goes on, and
    /// `alive` hears now and then how far it is.
    ///
    /// # Errors
    /// `read` if a file can't be read.
    pub fn step(&mut self, budget_ms: f64, alive: &js_sys::Function) -> Result<JsValue, JsValue> {
        let Some(running) = &mut self.running else {
            return Err(to_js(&Error::Protocol(
                "the task was finished before".into(),
            )));
        };
        let mut until = js_sys::Date::now() + budget_ms;
        let mut over = false;
        let mut asked = 0_u32;
        let mut go_on = |step: Step| {
            asked += 1;
            // Asking the clock costs more than most entries do.
            if !asked.is_multiple_of(16) && !over {
                return true;
            }
            let now = js_sys::Date::now();
            if now < until {
                return !over;
            }
            if over && let Ok(step) = give_small(&step) {
                // A page that went away hears nothing, and that is no reason to fail.
                let _ = alive.call1(&JsValue::NULL, &step);
            }
            over = true;
            until = now + ALIVE_MS;
            false
        };
        let step = running.step(&mut go_on).map_err(|error| to_js(&error))?;
        give(&step)
    }

    /// The result, once a step said `finished`: bytes, or a `Blob` where they are many and not looked at before the
    /// end.
    ///
    /// # Errors
    /// `protocol` if called twice.
    pub fn finish(&mut self) -> Result<JsValue, JsValue> {
        let Some(running) = self.running.take() else {
            return Err(to_js(&Error::Protocol(
                "the task was finished before".into(),
            )));
        };
        let facts = running.finish().map_err(|error| to_js(&error))?;
        match facts.into_pack() {
            Ok(pack) => Ok(copy::blob_of(&pack)?.into()),
            Err(facts) => {
                let bytes = facts.to_bytes().map_err(|error| to_js(&error))?;
                Ok(Uint8Array::from(bytes.as_slice()).into())
            }
        }
    }
}

/// A task that goes on after its time is heard of so often, in ms.
const ALIVE_MS: f64 = 1_000.0;
