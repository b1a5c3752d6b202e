//! The formats whose lines are text, each read for itself.

use memchr::{memchr_iter, memmem};

use super::{
    Role,
    clock::Clock,
    digits::{Unit, Words, duration, quoted, split, status, whole},
    entry::{AnsweredBy, Entry, Method},
    value::Raw,
};

/// Reads a line in Apache's common or combined format, of nginx or of Traefik:
///
/// ```text
/// HOST - USER [01/Oct/2026:13:55:36 +0000] "GET /cart HTTP/1.1" 200 5120 "REFERER" "AGENT" 0.084
/// ```
///
/// Behind these may stand what nginx logs as `$request_time` and `$upstream_response_time`, bare
/// (then they are told from other numbers by their three decimals) or as `rt=` and `urt=`. A whole
/// number there could be anything, so it counts for nothing.
pub(super) fn combined(line: &[u8], clock: &mut Clock) -> Option<Entry> {
    // An address may stand in brackets, too.
    let is_time = |start: &usize| line.get(start + 27) == Some(&b']');
    let start = memchr_iter(b'[', line).find(is_time)?;
    let time = clock.common(line.get(start + 1..start + 27)?)?;
    let (request, rest) = quoted(line.get(start + 27..)?.strip_prefix(b"] \"")?)?;
    let method = request.split(|byte| *byte == b' ').next()?;
    let rest = rest.strip_prefix(b" ")?;
    let (code, rest) = split(rest, b' ')?;
    let end = rest.iter().position(|byte| *byte == b' ').unwrap_or(rest.len());
    let (bytes, rest) = rest.split_at(end);
    let bytes = if bytes == b"-" { 0 } else { whole(bytes)? };
    let mut entry = Entry {
        time: Some(time),
        bytes: Some(bytes),
        method: Method::parse(method),
        ..Entry::default()
    };
    entry.set_status(status(code)?);
    times(rest, &mut entry);
    Some(entry)
}

/// Reads what stands behind the size of the response.
fn times(rest: &[u8], entry: &mut Entry) {
    let Some((_, rest)) = rest.strip_prefix(b" \"").and_then(quoted) else { return };
    let Some((_, rest)) = rest.strip_prefix(b" \"").and_then(quoted) else { return };
    let (mut is_next, mut is_more, mut marks) = (false, false, 0);
    for word in Words(rest) {
        marks = if word == b"-" { marks + 1 } else { 0 };
        let (key, value) = split(word, b'=').unwrap_or((b"", word));
        let value = value.strip_prefix(b"\"").unwrap_or(value);
        let value = value.strip_suffix(b"\"").unwrap_or(value);
        let number = value.strip_suffix(b",").unwrap_or(value);
        let micros = time_of_nginx(number);
        match key {
            b"rt" | b"request_time" => entry.duration = duration(value, Unit::Seconds),
            b"urt" | b"ut" | b"upstream_response_time" => {
                entry.behind = Raw::Text(value).durations(Unit::Seconds).flatten();
                entry.answered_by = Some(AnsweredBy::by(entry.behind.is_some()));
            }
            b"" if micros.is_some() && entry.duration.is_none() => entry.duration = micros,
            // Of several that were asked one after the other the sum; of the times until a
            // connection, a header and the response the last, which holds the others.
            b"" if let Some(micros) = micros => {
                let before = entry.behind.unwrap_or_default();
                entry.behind = Some(if is_more { before + micros } else { before.max(micros) });
                entry.answered_by = Some(AnsweredBy::Behind);
            }
            // Of a server that was not asked ingress-nginx has no address, size, time and status.
            b"" if value == b"-" && (is_next || marks == 4 && entry.duration.is_some()) => {
                entry.answered_by = Some(AnsweredBy::Front);
            }
            b"" if entry.duration.is_none() && value.ends_with(b"ms") => {
                entry.duration = Raw::Text(value).duration(Unit::Milliseconds);
            }
            _ => {}
        }
        is_next = micros.is_some() && entry.behind.is_none();
        is_more = micros.is_some() && number.len() < value.len();
    }
}

/// Reads seconds with three decimals, as nginx writes times; other numbers have more or fewer.
fn time_of_nginx(text: &[u8]) -> Option<u64> {
    let point = text.len().checked_sub(4).and_then(|point| text.get(point))?;
    duration(text, Unit::Seconds).filter(|_| *point == b'.')
}

/// Reads a line of an Application Load Balancer, or of a Classic one, which has no type in front:
///
/// ```text
/// https 2026-10-01T13:55:36.186641Z app/shop/50dc CLIENT:2817 TARGET:80 0.001 0.084 0.000 200 200 34 366
///     "GET https://shop.example:443/cart HTTP/1.1" "AGENT" …
/// ```
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html>
pub(super) fn load_balancer(line: &[u8], clock: &mut Clock) -> Option<Entry> {
    let (first, rest) = split(line, b' ')?;
    let kind = [&b"http"[..], b"https", b"h2", b"grpcs", b"ws", b"wss"].contains(&first);
    let mut words = Words(if kind { rest } else { line });
    let time = clock.internet(words.next()?)?;
    let (_balancer, _client, _target) = (words.next()?, words.next()?, words.next()?);
    let mut time_of = || {
        let word = words.next()?;
        // -1: it went to no target, or the target closed the connection.
        if word == b"-1" { Some(None) } else { duration(word, Unit::Seconds).map(Some) }
    };
    let (before, behind, after) = (time_of()?, time_of()?, time_of()?);
    let mut entry = Entry { time: Some(time), behind, ..Entry::default() };
    entry.duration = behind.map(|micros| micros + before.unwrap_or(0) + after.unwrap_or(0));
    entry.set_status(status(words.next()?)?);
    let (_code_of_target, _received) = (words.next()?, words.next()?);
    entry.bytes = Some(whole(words.next()?)?);
    entry.method = Method::parse(words.next()?.split(|byte| *byte == b' ').next()?);
    entry.is_connection |= kind && first.starts_with(b"ws");
    Some(entry)
}

/// Reads a line of Heroku's router:
///
/// ```text
/// 2026-10-01T13:55:36.123456+00:00 heroku[router]: at=info method=GET path="/cart" host=… request_id=…
///     fwd="…" dyno=web.1 connect=1ms service=83ms status=200 bytes=5120 protocol=https
/// ```
///
/// <https://devcenter.heroku.com/articles/http-routing#heroku-router-log-format>
pub(super) fn heroku(line: &[u8], clock: &mut Clock) -> Option<Entry> {
    let start =
        memmem::find(line, b"heroku[router]: ").or(memmem::find(line, b"heroku router "))?;
    let (before, rest) = line.split_at(start);
    let time = before.split(|byte| *byte == b' ').find_map(|word| clock.internet(word));
    let mut entry = Entry { time, ..Entry::default() };
    let (mut connect, mut is_request) = (0, false);
    for (key, value) in Words(rest).filter_map(|word| split(word, b'=')) {
        match key {
            b"method" => entry.method = Method::parse(value.trim_ascii()),
            b"connect" => connect = Raw::Text(value).duration(Unit::Milliseconds).unwrap_or(0),
            b"service" => {
                is_request = true;
                entry.behind = Raw::Text(value).duration(Unit::Milliseconds);
            }
            b"status" => entry.set_status(status(value)?),
            b"bytes" => entry.bytes = whole(value),
            _ => {}
        }
    }
    entry.duration = entry.behind.map(|micros| micros + connect);
    is_request.then_some(entry)
}

/// Tells whether a line is of Heroku, but of something else than the router.
pub(super) fn is_beside_heroku(line: &[u8]) -> bool {
    let Some(end) = memmem::find(line, b"]: ") else { return false };
    let source = line.get(..end).and_then(|text| text.rsplit(|byte| *byte == b' ').next());
    let begins = |source: &[u8]| source.starts_with(b"app[") || source.starts_with(b"heroku[");
    source.is_some_and(|source| begins(source) && source != b"heroku[router")
}

/// What begins a line in which Lambda reports of a call.
const REPORT: &[u8] = b"REPORT RequestId: ";

/// Reads a line in which Lambda reports of a call, whatever CloudWatch puts before it:
///
/// ```text
/// 2026-10-01T13:55:36.123Z REPORT RequestId: 8f5…  Duration: 83.21 ms  Billed Duration: 84 ms
///     Memory Size: 512 MB  Max Memory Used: 143 MB  Init Duration: 412.06 ms
/// ```
pub(super) fn lambda(line: &[u8], clock: &mut Clock) -> Option<Entry> {
    let (before, rest) = line.split_at(memmem::find(line, REPORT)?);
    let mut words = before.split(|byte| matches!(byte, b' ' | b'\t' | b','));
    let mut entry = Entry { time: words.find_map(|word| clock.any(word)), ..Entry::default() };
    for (name, role, unit) in [
        (&b"Duration: "[..], Role::Duration, Unit::Milliseconds),
        (b"Billed Duration: ", Role::Billed, Unit::Milliseconds),
        (b"Memory Size: ", Role::MemorySize, Unit::Megabytes),
        (b"Max Memory Used: ", Role::Memory, Unit::Megabytes),
        (b"Init Duration: ", Role::Start, Unit::Milliseconds),
    ] {
        let found = memmem::find(rest, name).and_then(|at| rest.get(at + name.len()..));
        let value = found.and_then(|value| value.split(|byte| *byte == b' ').next());
        match value {
            Some(value) => entry.set(role, unit, Raw::Text(value), clock)?,
            // Only the start is not in every report.
            None if role == Role::Start => {}
            None => return None,
        }
    }
    Some(entry)
}

/// Tells whether a line is one that Lambda writes beside its reports, by two words in it.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html>
pub(super) fn is_beside_lambda(line: &[u8]) -> bool {
    const PAIRS: [[&[u8]; 2]; 14] = [
        [b"START", b"RequestId:"],
        [b"END", b"RequestId:"],
        [b"INIT_START", b"Runtime"],
        [b"INIT_REPORT", b"Init"],
        [b"RESTORE_START", b"Runtime"],
        [b"RESTORE_REPORT", b"Restore"],
        [b"XRAY", b"TraceId:"],
        [b"EXTENSION", b"Name:"],
        [b"TELEMETRY", b"Name:"],
        [b"LOGS", b"Name:"],
        [b"Task", b"timed"],
        [b"Process", b"exited"],
        [b"Error:", b"Runtime"],
        [b"Error:", b"Task"],
    ];
    let words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let mut pairs = words.clone().zip(words.skip(1));
    // The last stands in a line of its own behind the one that tells of an exit.
    pairs.any(|(one, next)| PAIRS.contains(&[one, next]))
        || line.trim_ascii().ends_with(b"Runtime.ExitError")
}

/// Tells whether a line is a report of Lambda, be it whole or not.
pub(super) fn is_report(line: &[u8]) -> bool {
    memmem::find(line, REPORT).is_some()
}
