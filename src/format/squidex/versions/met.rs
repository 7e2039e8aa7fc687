//! What an archive holds that not every server knows: first place and number of each.

use std::collections::BTreeMap;

use per_byte::find::split_at_byte;

use super::Needs;
use super::table::{Need, ROWS};
use crate::format::squidex::events::{EventType, Kind};
use crate::format::squidex::restore::split_app;

/// First event with something, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Position of the first event.
    pub first: u64,
    /// Number of events.
    pub count: u64,
}

/// Collected from the events, in their order.
#[derive(Debug, Default)]
pub struct Met {
    /// By row of the table.
    rows: Vec<Option<Place>>,
    /// First event of each type.
    pub events: BTreeMap<EventType, u64>,
    /// Streams `type-app--id` of anything but apps.
    pub joined: Option<Place>,
    /// Streams `type-id` of anything but apps.
    pub plain: Option<Place>,
    /// Streams `app-A--A`.
    pub doubled: Option<Place>,
}

fn add(place: &mut Option<Place>, index: u64) {
    let place = place.get_or_insert(Place {
        first: index,
        count: 0,
    });
    place.count += 1;
}

impl Met {
    /// Takes an event: its type as it is written, its stream, and what its payload needs.
    pub fn event(&mut self, index: u64, event_type: EventType, stream: &str, needs: Needs) {
        self.events.entry(event_type).or_insert(index);
        if self.rows.is_empty() {
            self.rows.resize(ROWS.len(), None);
        }
        for need in needs.iter() {
            if let Some(place) = self.rows.get_mut(need as usize) {
                add(place, index);
            }
        }
        let Some((kind, id)) = split_at_byte(stream, b'-') else {
            return;
        };
        // A team's events have no app id, and are in no backup of an app.
        let place = match (kind, split_app(id)) {
            ("app", Some((app, part))) if app == part => &mut self.doubled,
            ("app", _) => return,
            (_, Some(_)) => &mut self.joined,
            (_, None) if event_type.kind() == Kind::Team => return,
            (_, None) => &mut self.plain,
        };
        add(place, index);
    }

    /// Where something was met.
    pub fn place(&self, need: Need) -> Option<Place> {
        self.rows.get(need as usize).copied().flatten()
    }
}
