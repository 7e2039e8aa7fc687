//! interim
use super::Archive;
use crate::error::Error;
use crate::source::ReadAt;
/// x
#[derive(Debug, Clone)]
pub enum Segment {
    /** x */
    Source {
        /** x */
        offset: u64,
        /** x */
        bytes: u64,
    },
    /** x */
    Fresh(Vec<u8>),
}
/// x
#[derive(Debug)]
pub struct CopyBuilder;
/// x
#[derive(Debug)]
pub struct CopyPlan {
    /** x */
    pub total_bytes: u64,
}
#[allow(missing_docs)]
impl CopyBuilder {
    pub fn new(_: &Archive, _: &dyn ReadAt) -> Self {
        CopyBuilder
    }
    pub fn rename(&mut self, _: u32, _: &str) {}
    pub fn remove(&mut self, _: u32) {}
    pub fn replace(&mut self, _: u32, _: &[u8]) {}
    pub fn add(&mut self, _: &str, _: &[u8]) {}
    pub fn finish(self) -> Result<CopyPlan, Error> {
        Err(Error::Invalid("no".into()))
    }
}
#[allow(missing_docs)]
impl CopyPlan {
    pub fn into_segments(self) -> impl Iterator<Item = Segment> + 'static {
        std::iter::empty()
    }
}
