//! Files that may be packed: by gzip or Zstandard, as their first bytes say.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek},
    path::Path,
};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use crate::cli::read;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packed {
    /// Not at all.
    No,
    /// By gzip.
    Gzip,
    /// By Zstandard.
    Zstandard,
}

impl Packed {
    /// Tells how what begins with these bytes is packed.
    fn by_bytes(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstandard,
            _ => Self::No,
        }
    }

    /// Tells how a file is packed; what cannot be read is not.
    pub(super) fn of(path: &Path) -> Self {
        let mut bytes = [0; 4];
        let read =
            is_regular(path).then(|| File::open(path).and_then(|mut it| it.read(&mut bytes)));
        match read {
            Some(Ok(count)) => Self::by_bytes(bytes.get(..count).unwrap_or_default()),
            _ => Self::No,
        }
    }
}

/// What is no file, such as a pipe, can be read only once.
fn is_regular(path: &Path) -> bool {
    path.metadata().is_ok_and(|it| it.is_file())
}

/// Opens a file, or standard input, for reading what is in it.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if path.as_os_str() == "-" {
        return unpack(Box::new(BufReader::with_capacity(BUFFER, io::stdin())));
    }
    let mut file = read::open(path)?;
    if is_regular(path) {
        let mut bytes = [0; 4];
        let count = file.read(&mut bytes)?;
        file.rewind()?;
        // Without a buffer between: what reads it takes large pieces.
        if Packed::by_bytes(bytes.get(..count).unwrap_or_default()) == Packed::No {
            return Ok(Box::new(file));
        }
    }
    unpack(Box::new(BufReader::with_capacity(BUFFER, file)))
}

const BUFFER: usize = 1 << 16;

fn unpack(mut packed: Box<dyn BufRead + Send>) -> io::Result<Box<dyn Read + Send>> {
    Ok(match Packed::by_bytes(packed.fill_buf()?) {
        Packed::No => packed,
        Packed::Gzip => Box::new(MultiGzDecoder::new(packed)),
        Packed::Zstandard => Box::new(Frames { state: State::Between(packed) }),
    })
}

/// Unpacks the frames of a file one after the other.
struct Frames {
    state: State,
}

enum State {
    Between(Box<dyn BufRead + Send>),
    Within(Box<StreamingDecoder<Box<dyn BufRead + Send>, ruzstd::decoding::FrameDecoder>>),
    Done,
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Between(mut packed) => {
                    if packed.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let decoder = StreamingDecoder::new(packed).map_err(io::Error::other)?;
                    self.state = State::Within(Box::new(decoder));
                }
                State::Within(mut decoder) => {
                    let count = decoder.read(buffer)?;
                    if count > 0 || buffer.is_empty() {
                        self.state = State::Within(decoder);
                        return Ok(count);
                    }
                    let (packed, frame) = decoder.into_parts();
                    let told = frame.get_checksum_from_data();
                    if told.is_some() && told != frame.get_calculated_checksum() {
                        return Err(io::Error::other("its checksum is wrong"));
                    }
                    self.state = State::Between(packed);
                }
                State::Done => return Ok(0),
            }
        }
    }
}
