//! Files that are no set: each is judged as itself (section 7.1).

use super::Judge;
use crate::format::sharepoint::codes;
use crate::report::Finding;

impl Judge<'_> {
    pub(super) fn judge_alone(&mut self) {
        let chains = self.chains.clone();
        for chain in &chains {
            let role = self.role_of(chain);
            self.judge_chain(chain, role);
        }
        if !self.members.iter().any(|member| member.kind.is_ours()) {
            return;
        }
        self.find(Finding::new(
            &codes::COMPLETE_SET,
            "judged as itself: a complete set for apps has content, configuration, Secure Store and App Management databases of one time, and a backup of each site collection with apps",
        ));
    }
}
