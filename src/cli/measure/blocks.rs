//! A log cut into blocks of whole lines, of bounded size whatever the lines are.

use std::{
    io::{self, Read},
    sync::{Mutex, PoisonError},
};

use memchr::{memchr, memrchr};

/// So many bytes are read at a time; a line that is as long is no line of a log.
const SIZE: usize = 1 << 20;

/// Buffers to be used again.
#[derive(Default)]
pub(super) struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    fn take(&self) -> Vec<u8> {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        free.unwrap_or_else(|| vec![0; SIZE])
    }

    /// Gives a buffer back.
    pub(super) fn give(&self, block: Block) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(block.buffer);
    }
}

/// Some lines of a log.
pub(super) struct Block {
    buffer: Vec<u8>,
    length: usize,
    /// Whether it is the beginning of a line that is too long.
    pub(super) is_cut: bool,
}

impl Block {
    /// Returns its bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }
}

/// The blocks of a log.
pub(super) struct Blocks<'b> {
    log: Box<dyn Read + Send>,
    buffers: &'b Buffers,
    /// The beginning of a line whose end is not read yet.
    rest: Vec<u8>,
    /// Whether what comes next is the rest of a line that is too long.
    is_within_cut: bool,
    is_done: bool,
    /// Why the log could not be read to its end.
    pub(super) broken: Option<io::Error>,
}

impl<'b> Blocks<'b> {
    pub(super) fn new(log: Box<dyn Read + Send>, buffers: &'b Buffers) -> Self {
        let (rest, broken) = (Vec::new(), None);
        Self { log, buffers, rest, is_within_cut: false, is_done: false, broken }
    }

    /// Fills a buffer, as far as there is something to read; returns up to where it is filled.
    fn fill(&mut self, buffer: &mut [u8]) -> usize {
        let mut filled = self.rest.len();
        if let Some(start) = buffer.get_mut(..filled) {
            start.copy_from_slice(&self.rest);
        }
        self.rest.clear();
        while let Some(free) = buffer.get_mut(filled..).filter(|free| !free.is_empty()) {
            match self.log.read(free) {
                Ok(0) => {
                    self.is_done = true;
                    break;
                }
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.broken = Some(error);
                    self.is_done = true;
                    break;
                }
            }
        }
        filled
    }
}

impl Iterator for Blocks<'_> {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        let mut buffer = self.buffers.take();
        loop {
            if self.is_done {
                return None;
            }
            let mut filled = self.fill(&mut buffer);
            if self.is_within_cut {
                let content = buffer.get(..filled)?;
                let Some(end) = memchr(b'\n', content) else { continue };
                buffer.copy_within(end + 1..filled, 0);
                filled -= end + 1;
                self.is_within_cut = false;
            }
            let content = buffer.get(..filled)?;
            let end =
                if self.is_done { filled } else { memrchr(b'\n', content).map_or(0, |it| it + 1) };
            self.rest.extend_from_slice(content.get(end..)?);
            if end > 0 {
                return Some(Block { buffer, length: end, is_cut: false });
            }
            if self.rest.len() == SIZE {
                self.rest.clear();
                self.is_within_cut = true;
                return Some(Block { buffer, length: filled, is_cut: true });
            }
        }
    }
}
