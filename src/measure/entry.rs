//! What a line of a log says of one request.

/// One request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// When it was logged, in seconds since 1970 in UTC; none where the line does not say.
    pub(super) time: Option<i64>,
    /// How long it took in all, in microseconds.
    pub(super) duration: Option<u64>,
    /// How long what is behind a proxy was busy with it, in microseconds.
    pub(super) behind: Option<u64>,
    /// Who answered it, where a cache or a proxy in front says so.
    pub(super) answered_by: Option<AnsweredBy>,
    /// How many bytes were sent.
    pub(super) bytes: Option<u64>,
    /// What it asked for.
    pub(super) method: Method,
    /// The status of the response; 0 where the line has none.
    pub(super) status: u16,
    /// Whether it became a connection that is held open, which is what 101 says.
    pub(super) is_connection: bool,
    /// What a function says of itself.
    pub(super) function: Function,
}

/// Who answered a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnsweredBy {
    /// What stands in front: it had the response already.
    Front,
    /// What is behind it.
    Behind,
}

/// Whether a request reads or writes, by its method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Method {
    /// GET, HEAD, OPTIONS.
    Read,
    /// POST, PUT, PATCH, DELETE.
    Write,
    /// Another one, or none.
    #[default]
    Other,
}

/// What a function says of its memory and its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Function {
    /// The memory that it was given, in MB.
    pub(super) size_mb: Option<u32>,
    /// The most that it used, in MB.
    pub(super) used_mb: Option<u32>,
    /// What is billed, in microseconds.
    pub(super) billed: Option<u64>,
    /// How long a fresh environment took to start, in microseconds.
    pub(super) start: Option<u64>,
}

impl AnsweredBy {
    /// Returns who answered, by whether anything behind was asked.
    pub(super) fn by(was_asked: bool) -> Self {
        if was_asked { Self::Behind } else { Self::Front }
    }
}

impl Method {
    /// Reads the name of a method.
    #[inline]
    pub(super) fn parse(name: &[u8]) -> Self {
        match name {
            b"GET" | b"HEAD" | b"OPTIONS" => Self::Read,
            b"POST" | b"PUT" | b"PATCH" | b"DELETE" => Self::Write,
            _ => Self::Other,
        }
    }
}

impl Entry {
    /// Sets the status, of which 101 makes the request a connection.
    #[inline]
    pub(super) fn set_status(&mut self, status: u16) {
        self.status = status;
        self.is_connection |= status == 101;
    }
}
