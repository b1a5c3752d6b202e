//! `whereto measure`: every format, whatever the order and the division of lines, and bad input.

use std::{fmt::Write as _, fs, io::Write as _, sync::LazyLock};

use proptest::prelude::*;
use serde_json::Value as Json;
use tempfile::tempdir;
use whereto::{
    Profile, RuleBase, Source,
    measure::{LogFormat, Logs, Map, Reading},
    report::measured::{About, Measurement},
};

use crate::process::whereto;

/// Reads texts, each as a log, in blocks of so many lines.
fn logs(reading: &Reading, texts: &[&str], lines: usize) -> Logs {
    let mut logs = Logs::default();
    for (index, text) in texts.iter().enumerate() {
        let mut context = reading.start(text.as_bytes()).unwrap();
        let all: Vec<&str> = text.split_inclusive('\n').collect();
        for block in all.chunks(lines) {
            let block = block.concat();
            let tally = reading.block(block.as_bytes(), &context, &mut logs.summary);
            context = context.after(block.as_bytes());
            logs.count(&format!("{index}.log"), &tally);
        }
    }
    logs
}

fn report(logs: &Logs) -> Json {
    static BASE: LazyLock<RuleBase> = LazyLock::new(|| RuleBase::shipped().unwrap());
    serde_json::to_value(Measurement::new(&BASE, logs, About::default())).unwrap()
}

/// Measures one text, read line by line as it is.
fn measured(text: &str) -> Json {
    report(&logs(&Reading::new(None, None), &[text], 1_000))
}

fn mapped(map: &str, text: &str) -> Json {
    let map = Map::parse(&[map.to_owned()]).unwrap();
    report(&logs(&Reading::new(None, map), &[text], 1_000))
}

fn answer(report: &Json, field: &str) -> Json {
    let answers = report["answers"].as_array().unwrap();
    let found = answers.iter().find(|answer| answer["field"] == field);
    found.map_or(Json::Null, |answer| answer["value"].clone())
}

/// A line of each format, all of the same request: at 13:55:36 on the first of October, 200, a GET,
/// 84 ms, 5,120 bytes.
const LINES: &[(&str, &str)] = &[
    (
        "combined",
        r#"203.0.113.9 - - [01/Oct/2026:13:55:36 +0000] "GET /cart HTTP/1.1" 200 5120 "-" "curl/8.5" 0.084"#,
    ),
    (
        "combined",
        r#"shop.example:443 ::1 - jo [01/Oct/2026:15:55:36 +0200] "GET /a\"b HTTP/1.1" 200 5120 "https://x.example/?[a]" "A \"quoted\" [agent]" rt=0.084 uct="0.001" uht="0.080" urt="0.084""#,
    ),
    (
        "combined",
        r#"203.0.113.9 - - [01/Oct/2026:13:55:36 +0000] "GET / HTTP/2.0" 200 5120 "-" "curl/8.5" 341 0.084 [shop-web-80] [] 10.2.0.7:8080 5120 0.084 200 5a1f"#,
    ),
    (
        "combined",
        r#"203.0.113.9 - - [01/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5120 "-" "curl/8.5" "203.0.113.1" "3.21" 0.084 0.030, 0.054"#,
    ),
    (
        "combined",
        r#"203.0.113.9 - - [01/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5120 "-" "curl/8.5" 17 "web@docker" "http://10.0.0.2:80" 84ms"#,
    ),
    (
        "alb",
        r#"https 2026-10-01T13:55:36.186641Z app/shop/50dc6c495c0c9188 203.0.113.9:2817 10.0.0.1:80 0.000 0.084 0.000 200 200 34 5120 "GET https://shop.example:443/cart HTTP/1.1" "curl/8.5" ECDHE TLSv1.2 arn:aws:x "Root=1-58" "-" "-" 0 2026-10-01T13:55:36.100000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-""#,
    ),
    (
        "alb",
        r#"2026-10-01T13:55:36.186641Z shop 203.0.113.9:2817 10.0.0.1:80 0.000 0.084 0.000 200 200 0 5120 "GET http://shop.example:80/ HTTP/1.1" "curl/8.5" - -"#,
    ),
    (
        "cloudfront",
        "2026-10-01\t13:55:36\tFRA2-C1\t5120\t203.0.113.9\tGET\td1.cloudfront.net\t/\t200\t-\tcurl\t-\t-\tMiss\tr1\tshop.example\thttps\t23\t0.084\t-",
    ),
    (
        "api-gateway",
        r#"{"requestId":"c6af9ac6","ip":"203.0.113.9","requestTime":"01/Oct/2026:13:55:36 +0000","httpMethod":"GET","routeKey":"GET /cart","status":"200","protocol":"HTTP/1.1","responseLength":"5120","responseLatency":"84"}"#,
    ),
    (
        "lambda",
        "2026-10-01T13:55:36.123Z REPORT RequestId: 8f507cfc\tDuration: 84.00 ms\tBilled Duration: 84 ms\tMemory Size: 512 MB\tMax Memory Used: 143 MB\tInit Duration: 412.06 ms\t",
    ),
    (
        "lambda",
        "2026-10-01T13:55:36.123000+00:00 2026/10/01/[$LATEST]9a REPORT RequestId: 8f507cfc  Duration: 84.00 ms  Billed Duration: 84 ms  Memory Size: 512 MB  Max Memory Used: 143 MB",
    ),
    (
        "lambda",
        r#"{"time":"2026-10-01T13:55:36.123Z","type":"platform.report","record":{"requestId":"8f","metrics":{"durationMs":84.0,"billedDurationMs":84,"memorySizeMB":512,"maxMemoryUsedMB":143,"initDurationMs":412.06},"status":"success"}}"#,
    ),
    (
        "lambda",
        r#"{"timestamp":1790862936123,"message":"REPORT RequestId: 8f507cfc\tDuration: 84.00 ms\tBilled Duration: 84 ms\tMemory Size: 512 MB\tMax Memory Used: 143 MB\t\n"}"#,
    ),
    (
        "google-cloud",
        r#"{"httpRequest":{"requestMethod":"GET","requestUrl":"https://shop.example/","status":200,"responseSize":"5120","latency":"0.084s"},"insertId":"1","logName":"l","timestamp":"2026-10-01T13:55:36.018Z"}"#,
    ),
    (
        "heroku",
        r#"2026-10-01T13:55:36.123456+00:00 heroku[router]: at=info method=GET path="/cart?a=\"b\"" host=shop.example request_id=8601b555 fwd="203.0.113.9" dyno=web.1 connect=0ms service=84ms status=200 bytes=5120 protocol=https"#,
    ),
    (
        "heroku",
        r#"<158>1 2026-10-01T13:55:36.123456+00:00 host heroku router - at=info method=GET path="/" dyno=web.1 connect=0ms service=84ms status=200 bytes=5120"#,
    ),
    (
        "caddy",
        r#"{"level":"info","ts":1790862936.123,"logger":"http.log.access","msg":"handled request","request":{"method":"GET","uri":"/"},"duration":0.084,"size":5120,"status":200}"#,
    ),
    (
        "traefik",
        r#"{"DownstreamContentSize":5120,"DownstreamStatus":200,"Duration":84000000,"OriginDuration":84000000,"RequestMethod":"GET","StartUTC":"2026-10-01T13:55:36.123Z","time":"2026-10-01T13:55:36Z"}"#,
    ),
    (
        "envoy",
        r#"{"start_time":"2026-10-01T13:55:36.123Z","method":"GET","response_code":200,"bytes_sent":5120,"duration":84,"upstream_service_time":"84"}"#,
    ),
    (
        "nginx-json",
        r#"{"time_iso8601":"2026-10-01T13:55:36+00:00","request":"GET / HTTP/1.1","status":"200","body_bytes_sent":"5120","request_time":"0.084","upstream_response_time":"0.030, 0.054"}"#,
    ),
    (
        "combined",
        r#"{"log":"203.0.113.9 - - [01/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 5120 \"-\" \"c\" 0.084\n","stream":"stdout","time":"2026-10-01T13:55:36.2Z"}"#,
    ),
];

#[test]
fn every_format_says_the_same_of_the_same_request() {
    for (format, line) in LINES {
        let report = measured(line);
        assert_eq!(report["formats"][0]["format"], *format, "{line}");
        assert_eq!((&report["requests"], &report["not_understood"]), (&1.into(), &0.into()));
        assert_eq!(report["period"]["from"], "2026-10-01 13:55", "{line}");
        assert_eq!(answer(&report, "compute.average_duration_ms"), 84, "{line}");
        assert_eq!(answer(&report, "compute.max_duration_s"), 0.084, "{line}");
        if *format == "lambda" {
            assert_eq!(answer(&report, "compute.memory_mb"), 512, "{line}");
            assert_eq!(report["figures"]["most_memory_used_mb"], 143);
            assert_eq!(report["figures"]["billed"]["mean_ms"], 84.0);
        } else {
            assert_eq!(answer(&report, "assumptions.response_kb"), 5.12, "{line}");
            assert_eq!(report["figures"]["share_of_writes"], 0.0, "{line}");
            assert_eq!(report["figures"]["share_of_failures"], 0.0, "{line}");
        }
        // It is not taken for one of another format when that is asked for, and not lost when its
        // own is.
        let by = |format: Option<LogFormat>| logs(&Reading::new(format, None), &[line], 1);
        let own = <LogFormat as whereto::words::Worded>::named(format);
        assert_eq!(by(own).summary.requests(), 1, "{line}");
        let other = if *format == "caddy" { LogFormat::Traefik } else { LogFormat::Caddy };
        assert_eq!(by(Some(other)).summary.requests(), 0, "{line}");
    }
}

#[test]
fn all_formats_may_be_mixed() {
    let text: String = LINES.iter().map(|(_, line)| format!("{line}\r\n")).collect();
    let text = format!("# a comment\n\n{text}what is this\n");
    let report = measured(&text);
    assert_eq!(report["requests"], LINES.len());
    assert_eq!((&report["not_understood"], &report["passed_over"]), (&1.into(), &2.into()));
    let first = &report["logs"][0];
    assert_eq!(first["first_line"], LINES.len() + 3);
    assert_eq!(first["first_text"], "what is this");
    assert!(report["formats"].as_array().unwrap().len() > 10);
}

#[test]
fn w3c_directives_name_the_columns_of_what_follows() {
    let iis = "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method \
               cs-uri-stem sc-status time-taken\n2026-10-01 13:55:36 GET / 200 84\n#Fields: date time \
               sc-status time-taken cs-method sc-bytes\n2026-10-01 13:56:36 500 86 POST 5120\n";
    let cloudfront = "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes cs-method sc-status \
                      x-edge-result-type time-taken\n2026-10-01\t13:55:36\tFRA\t512\tGET\t200\tHit\t0.001\n\
                      2026-10-01\t13:55:36\tFRA\t512\tGET\t200\tMiss\t0.085\n";
    // Others have tabs, too.
    let by_tabs = |line: &str| match line.starts_with('#') {
        true => line.to_owned(),
        false => line.replace(' ', "\t"),
    };
    let tabs: String = iis.split_inclusive('\n').map(by_tabs).collect();
    assert_eq!(measured(&tabs), measured(iis));
    for lines in [1, 2, 100] {
        let both = logs(&Reading::new(None, None), &[iis, cloudfront], lines);
        let report = report(&both);
        let formats = report["formats"].as_array().unwrap();
        let formats: Vec<_> = formats.iter().map(|it| (&it["format"], &it["requests"])).collect();
        assert_eq!(formats, [(&"cloudfront".into(), &2.into()), (&"w3c".into(), &2.into())]);
        assert_eq!(answer(&report, "compute.average_duration_ms"), 85);
        assert_eq!(answer(&report, "assumptions.cached_share"), 0.5);
        assert_eq!(report["figures"]["share_of_failures"], 0.25);
        assert_eq!(report["not_understood"], 0);
    }
}

#[test]
fn a_map_says_where_values_stand() {
    for (map, text) in [
        (
            "time=.ts,duration=.http.latency_ms,status=.code,method=.verb,bytes=.out",
            r#"{"ts":1790862936123,"http":{"latency_ms":84.0},"code":200,"verb":"GET","out":5120,"x":[{"ts":1}]}"#,
        ),
        (
            "time=.@timestamp,duration=.took:s,bytes=.size_kb,method=.request",
            r#"{"@timestamp":"2026-10-01T13:55:36Z","took":0.084,"size_kb":5.12,"request":"GET / HTTP/1.1","took_ms":null}"#,
        ),
        (
            "time=.t,duration=.http.durationMs,bytes=.b,method=.m",
            r#"{"t":"2026-10-01T13:55:36Z","http.durationMs":"84","b":5120,"m":"GET"}"#,
        ),
        (
            "time=when,duration=latency_ms,method=verb,bytes=size",
            "\u{feff}when,verb,\"path\",latency_ms,size\n2026-10-01 13:55:36,GET,\"/a,b\"\"c\",84,5120\n",
        ),
        (
            "time=when,duration=took:us,method=verb,bytes=size",
            "when;verb;took;size\n1790862936;GET;84000;5120\n",
        ),
        ("time=1,method=2,duration=3:ms,bytes=-1", "2026-10-01T13:55:36Z\tGET\t84\tx\t5120\n"),
        (
            "time=4,method=5,status=6,bytes=7,duration=-1:us",
            "h - - [01/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 5120 \"-\" \"a, b\" 84000\n",
        ),
    ] {
        let report = mapped(map, text);
        assert_eq!(report["requests"], 1, "{map}: {report}");
        assert_eq!(report["not_understood"], 0, "{map}");
        assert_eq!(report["period"]["from"], "2026-10-01 13:55", "{map}");
        assert_eq!(answer(&report, "compute.average_duration_ms"), 84, "{map}");
        assert_eq!(answer(&report, "assumptions.response_kb"), 5.12, "{map}");
        assert_eq!(report["figures"]["share_of_writes"], 0.0, "{map}");
    }
    let report = mapped("duration=.ms", "{\"ms\":1}\n{\"ms\":\"soon\"}\n{\"other\":1}\n[]\n");
    assert_eq!((&report["requests"], &report["not_understood"]), (&1.into(), &3.into()));
}

#[test]
fn a_map_that_cannot_be_meant_is_refused() {
    for (map, message) in [
        ("duration=.took", "`duration=.took` does not say in which unit it is"),
        ("duration=.took:mb", "does not say in which unit"),
        ("length=.x", "there is no value `length`"),
        ("duration", "expected VALUE=PLACE, found `duration`"),
        ("duration=.a_ms,bytes=2", "keys such as `.latency_ms` and columns are mixed"),
        ("duration=.a_ms,duration=.b_ms", "`duration` is given twice"),
        ("bytes=0", "columns are counted from 1"),
        ("bytes=.", "names no place"),
    ] {
        let refusal = whereto(&["measure", "--map", map, "x.log"]).refused();
        assert!(refusal.contains(message), "{map}: {refusal}");
    }
    assert!(
        whereto(&["measure", "--map", "durations=1:ms", "x"]).refused().contains("`duration`?")
    );
    // So is a column that a log does not have.
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), "ts,took\n2026-10-01T00:00:00Z,5\n").unwrap();
    let map = ["measure", "a.csv", "--map", "time=ts,duration=tooc:ms"];
    let refusal = whereto(&map).within(folder.path()).refused();
    for words in ["no column `tooc`", "`took`", "expected one of ts, took", "`a.csv`"] {
        assert!(refusal.contains(words), "{words}: {refusal}");
    }
}

/// A day's minutes with requests of a site, some of which are of a clock that was wrong.
fn any_lines() -> impl Strategy<Value = Vec<String>> {
    let line = (0..40_000_u32, 0..120_000_u32, 0..5_u8, any::<bool>()).prop_map(
        |(minute, micros, kind, is_write)| {
            let (day, hour, minute) = (minute / 1_440 % 28 + 1, minute / 60 % 24, minute % 60);
            let method = if is_write { "POST" } else { "GET" };
            let seconds = f64::from(micros) / 1_000.0;
            match kind {
                0 => format!(
                    "2026-10-{day:02}T{hour:02}:{minute:02}:01Z REPORT RequestId: x\tDuration: {seconds} \
                     ms\tBilled Duration: 84 ms\tMemory Size: {} MB\tMax Memory Used: 143 MB\n",
                    128 * (day % 3 + 1)
                ),
                1 => "no request\n".to_owned(),
                2 => format!(
                    "{{\"start_time\":\"2026-10-{day:02}T{hour:02}:{minute:02}:59Z\",\"response_code\":101,\
                     \"duration\":{micros},\"method\":\"{method}\"}}\n"
                ),
                _ => format!(
                    "h - - [{day:02}/Oct/2026:{hour:02}:{minute:02}:30 +0000] \"{method} / HTTP/1.1\" 200 \
                     {micros} \"-\" \"-\" {seconds:.3} {:.3}\n",
                    seconds / 2.0
                ),
            }
        },
    );
    prop::collection::vec(line, 1..300)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    /// Neither the order of lines nor how they are divided among blocks, threads and machines
    /// changes anything that is measured.
    #[test]
    fn order_and_division_never_matter(
        mut lines in any_lines(),
        block in 1..40_usize,
        parts in 1..6_usize,
        seed in any::<u64>(),
    ) {
        let reading = Reading::new(None, None);
        let one = logs(&reading, &[&lines.concat()], 1_000_000);
        let mut random = seed;
        lines.sort_by_cached_key(|_| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            random >> 32
        });
        let mut all = Logs::default();
        for part in lines.chunks(lines.len().div_ceil(parts)) {
            let part = logs(&reading, &[&part.concat()], block);
            all.merge(&Logs::from_line(&part.to_line().unwrap()).unwrap());
        }
        let (mut one, mut all) = (report(&one), report(&all));
        for report in [&mut one, &mut all] {
            // Which line is the first depends on which comes first.
            report["logs"] = Json::Null;
        }
        prop_assert_eq!(one, all);
    }

    /// Whatever is read, nothing breaks, and every line is counted once.
    #[test]
    fn any_bytes_are_counted(bytes in prop::collection::vec(any::<u8>(), 0..2_000), line in 0..LINES.len(), cut in 0..300_usize) {
        let mut text = LINES[line].1.as_bytes().to_vec();
        text.truncate(cut);
        text.extend(bytes);
        for map in ["", "time=.a,duration=.b:ms", "time=4,duration=-2:us", "time=a,bytes=b"] {
            let reading = Reading::new(None, Map::parse(&[map.to_owned()]).unwrap());
            let mut logs = Logs::default();
            let Ok(context) = reading.start(&text) else { continue };
            let tally = reading.block(&text, &context, &mut logs.summary);
            logs.count("x", &tally);
            let summary = &logs.summary;
            prop_assert_eq!(summary.lines, summary.requests() + summary.passed_over + summary.not_understood);
            prop_assert!(Logs::from_line(&logs.to_line().unwrap()).is_ok());
            report(&logs);
        }
    }
}

/// A log of some days with so many requests in each hour.
fn site(days: u32, requests: impl Fn(u32) -> u32) -> String {
    let mut text = String::new();
    for hour in 0..days * 24 {
        let many = requests(hour);
        for index in 0..many {
            let second = u64::from(index) * 3_600 / u64::from(many);
            let moment = 1_790_812_800 + u64::from(hour) * 3_600 + second;
            let _ = writeln!(
                text,
                "{{\"start_time\":{moment},\"response_code\":200,\"duration\":20,\"method\":\"GET\"}}"
            );
        }
    }
    text
}

#[test]
fn a_month_is_told_from_whole_days_only() {
    let because = |text: &str, list: &str| -> String {
        let report = measured(text);
        let found = report[list].as_array().unwrap().iter();
        let mut found = found.filter(|it| it["field"] == "traffic.requests_per_month");
        found.next().unwrap_or_else(|| panic!("{report}"))["because"].as_str().unwrap().to_owned()
    };
    // Three hours are not blown up to a month, and what that would be is said.
    let hours = site(1, |hour| if hour < 3 { 100 } else { 0 });
    let words = because(&hours, "unanswered");
    assert!(words.starts_with("300 requests in 3 hours are less than a whole day"), "{words}");
    assert!(words.ends_with("it would be 73,000 a month"), "{words}");
    // Days without a week are, with a word on it.
    let days = measured(&site(3, |_| 100));
    assert_eq!(answer(&days, "traffic.requests_per_month"), 73_000);
    assert!(because(&site(3, |_| 100), "answers").ends_with("weekdays and weekends may differ"));
    // Of weeks only whole ones.
    let weekend = |hour: u32| if hour / 24 % 7 >= 5 { 10 } else { 80 };
    let words = because(&site(12, weekend), "answers");
    assert_eq!(words, "10,080 requests in 7 days, the last whole weeks of 12 days");
    assert_eq!(answer(&measured(&site(12, weekend)), "traffic.requests_per_month"), 44_000);
    // A month is taken whole.
    assert_eq!(because(&site(31, |_| 10), "answers"), "7,440 requests in 31 days");
}

#[test]
fn gaps_and_clocks_that_were_wrong_are_said() {
    // The log of a week is missing, or nothing was asked in it: nobody knows.
    let gap = measured(&site(30, |hour| if (240..480).contains(&hour) { 0 } else { 40 }));
    assert_eq!(answer(&gap, "traffic.requests_per_month"), Json::Null);
    let because = gap["unanswered"][0]["because"].as_str().unwrap();
    assert!(
        because.contains("there is no line from 2026-10-10 23:59 to 2026-10-20 23:59"),
        "{because}"
    );
    assert!(because.contains("19,000 a month if nothing was asked then, 29,000"), "{because}");
    // Few requests leave such gaps by chance.
    let few = measured(&site(30, |hour| u32::from(hour % 199 == 0)));
    assert_eq!(answer(&few, "traffic.pattern"), "rare", "{few}");
    let mut jumps = site(7, |_| 40);
    jumps += "{\"start_time\":\"1970-01-01T00:00:00Z\",\"response_code\":200,\"duration\":20}\n";
    jumps += "{\"start_time\":\"2036-01-01T00:00:00Z\",\"response_code\":200,\"duration\":20}\n";
    let jumps = measured(&jumps);
    assert_eq!(answer(&jumps, "traffic.requests_per_month"), 29_000);
    assert!(jumps["notes"][0].as_str().unwrap().starts_with("2 requests lie so far"), "{jumps}");
    // Days or weeks are a gap, however few requests are before or behind it.
    for (only, without) in [(0, 1..240), (719, 480..719)] {
        let few = measured(&site(30, |hour| match hour {
            _ if hour == only => 20,
            _ if without.contains(&hour) => 0,
            _ => 30,
        }));
        assert_eq!(few["notes"], Json::Array(Vec::new()), "{few}");
        assert_eq!(answer(&few, "traffic.requests_per_month"), Json::Null, "{few}");
    }
}

#[test]
fn connections_are_counted_while_they_are_open() {
    let mut text = String::new();
    for (end, seconds) in
        [("10:30:00", 1_800), ("10:30:00", 600), ("10:45:00", 60), ("11:00:00", 3_600)]
    {
        let _ = writeln!(
            text,
            "{{\"start_time\":\"2026-10-01T{end}Z\",\"response_code\":101,\"duration\":{}}}",
            seconds * 1_000
        );
    }
    let report = measured(&text);
    assert_eq!(answer(&report, "state.concurrent_connections"), 3);
    // They say nothing of how long requests take.
    assert_eq!(answer(&report, "compute.average_duration_ms"), Json::Null);
    // One before a gap was open, and of one by a clock that was wrong nobody knows when.
    let one = |time: &str| {
        let line =
            format!("{{\"start_time\":\"{time}Z\",\"response_code\":101,\"duration\":60000}}\n");
        measured(&(site(10, |_| 12) + &line))
    };
    assert_eq!(answer(&one("2026-09-17T10:00:00"), "state.concurrent_connections"), 1);
    let wrong = one("1970-01-01T00:00:00");
    assert_eq!(answer(&wrong, "state.concurrent_connections"), Json::Null);
    assert!(wrong["unanswered"].to_string().contains("years away"), "{wrong}");
}

#[test]
fn of_requests_years_apart_the_few_are_left_out_however_many_days_they_are_on() {
    let mut text = String::new();
    for minute in (0..5000).step_by(5) {
        let (day, hour, minute) = (1 + minute / 1440, minute / 60 % 24, minute % 60);
        let time = format!("{day:02}/Oct/2026:{hour:02}:{minute:02}:00");
        let _ = writeln!(text, "1.2.3.4 - - [{time} +0000] \"GET / HTTP/1.1\" 200 10");
    }
    for time in ["01/Oct/2036:10:00:00", "02/Oct/2036:10:01:00"] {
        let _ = writeln!(text, "1.2.3.4 - - [{time} +0000] \"GET / HTTP/1.1\" 200 10");
    }
    let requests = answer(&measured(&text), "traffic.requests_per_month").as_u64().unwrap();
    assert!((8_000..10_000).contains(&requests), "{requests}");
}

/// The newest requests are no more of today than clocks that were wrong, where nearly all others are
/// years older.
#[test]
fn what_nearly_all_requests_are_of_is_measured() {
    let mut text = site(7, |_| 40);
    for year in 2028..2034 {
        let _ = writeln!(
            text,
            "{{\"start_time\":\"{year}-10-07T00:00:00Z\",\"response_code\":200,\"duration\":20}}"
        );
    }
    let report = measured(&text);
    assert_eq!(answer(&report, "traffic.requests_per_month"), 29_000, "{report}");
    assert!(report["notes"][0].as_str().unwrap().starts_with("6 requests lie so far"), "{report}");
}

#[test]
fn a_profile_keeps_what_it_said_where_people_see_it() {
    let folder = tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("access.log", &site(7, |_| 40));
    write(
        "p.yaml",
        "project: Shop\nteam: {size: 3}\ntraffic: {requests_per_month: 5M, pattern: steady}\n",
    );
    let measure = |more: &[&str]| {
        let arguments = ["measure", "access.log", "--into", "p.yaml"];
        whereto(&[&arguments, more].concat()).within(folder.path())
    };
    let run = measure(&["--save", "q.yaml"]).exits(0);
    let words = "traffic.requests_per_month: 29000 as measured, in place of 5000000 (said).";
    assert!(run.stderr.starts_with(words), "{}", run.stderr);
    assert!(
        run.stderr.contains("Measured from access.log, from 2026-10-01 00:00 to 2026-10-07 23:58")
    );
    let text = fs::read_to_string(folder.path().join("q.yaml")).unwrap();
    assert!(text.contains(&format!("# {words}\n")), "{text}");
    let base = RuleBase::shipped().unwrap();
    let profile = Profile::read(&Source::new("q.yaml", &*text), &base).unwrap();
    let traffic = base.fields.find("traffic.requests_per_month").unwrap();
    let evidence = profile.evidence(whereto::profile::Subject::Question(traffic)).unwrap();
    assert_eq!(evidence.to_string(), "measured from access.log");
    assert_eq!(profile.project.as_deref(), Some("Shop"));
    // What is there is not touched unless that is asked for.
    assert!(measure(&["--save", "q.yaml"]).refused().contains("`q.yaml` exists already"));
    measure(&["--save", "p.yaml", "--force"]).exits(0);
    assert_eq!(measure(&["--format", "json"]).exits(0).stderr, "");
}

#[test]
fn bad_input_is_a_clear_word_or_a_counted_skip() {
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let measure =
        |arguments: &[&str]| whereto(&[&["measure"], arguments].concat()).within(folder.path());
    fs::write(path("empty.log"), "").unwrap();
    assert!(measure(&["empty.log"]).refused().contains("there is no line in what was named"));
    fs::create_dir(path("none")).unwrap();
    assert!(measure(&["none"]).refused().contains("there is no file in `none`"));
    assert!(measure(&["acess.log"]).refused().contains("there is no file `acess.log`"));
    fs::write(path("binary"), (0..=255).cycle().take(100_000).collect::<Vec<u8>>()).unwrap();
    let refusal = measure(&["binary"]).refused();
    assert!(refusal.contains("no request was found in 392 lines"), "{refusal}");
    assert!(!refusal.contains('\u{1}'), "control characters are shown as pictures");
    fs::write(path("list.json"), "[\n  {\n    \"status\": 200\n  }\n]\n").unwrap();
    assert!(measure(&["list.json"]).refused().contains("jq -c '.[]'"));
    // A line of several megabytes between two that are understood.
    let line = format!("{}\n", LINES[0].1);
    let long = [line.as_bytes(), &vec![b'x'; 5_000_000], b"\n", line.as_bytes()].concat();
    fs::write(path("long.log"), &long).unwrap();
    for jobs in ["1", "4"] {
        let run = measure(&["long.log", "--format", "json", "-j", jobs]).exits(0);
        let report: Json = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!((&report["requests"], &report["not_understood"]), (&2.into(), &1.into()));
        assert_eq!(report["logs"][0]["first_line"], 2);
        assert!(run.stderr.starts_with("warning[syntax]: `long.log`: 1 of 3 lines not understood"));
    }
    // The last line may have no end.
    fs::write(path("open.log"), LINES[0].1).unwrap();
    measure(&["open.log"]).succeeds();
    // A year of one-line files, by a pattern.
    fs::create_dir(path("year")).unwrap();
    for day in 0..365_u64 {
        let text = format!(
            "{{\"start_time\":{},\"response_code\":200,\"duration\":20}}\n",
            1_790_812_800 + day * 86_400
        );
        fs::write(path(&format!("year/{day:03}.log")), text).unwrap();
    }
    let report = measure(&["year/*.log", "year"]).succeeds();
    assert!(report.contains("365 lines"), "{report}");
    // Many are named as they were, so that they can be measured again.
    assert!(report.contains("Measured from year/*.log and year, from"), "{report}");
    assert!(report.contains("from: [\"year/*.log\",\"year\"]"), "{report}");
    assert!(report.contains("pattern: rare"), "{report}");
    // So are those that a shell made of a pattern.
    let each: Vec<String> = (0..365).map(|day| format!("year/{day:03}.log")).collect();
    let each: Vec<&str> = each.iter().map(String::as_str).collect();
    assert!(measure(&each).succeeds().contains("from: [\"year/*.log\"]"));
    assert!(measure(&each[..9]).succeeds().contains("\"year/006.log\",\"2 more\"]"));
    // The log of another product, and one that is out of order.
    fs::write(path("auth.log"), "Oct  1 00:00:01 host sshd[7]: Accepted publickey\n".repeat(3))
        .unwrap();
    let refusal = measure(&["auth.log"]).refused();
    assert!(refusal.contains("no request was found in 3 lines"), "{refusal}");
    assert!(refusal.contains("say with --map where values stand"), "{refusal}");
    let text = site(8, |hour| 20 + hour % 24);
    let backwards: String = text.split_inclusive('\n').rev().collect();
    assert_eq!(measured(&backwards)["answers"], measured(&text)["answers"]);
}

/// A folder may be a stranger's: a link in it leads to nothing around its repository, nor to what is
/// hidden there, and counts nothing twice.
#[cfg(unix)]
#[test]
fn links_in_a_folder_stay_within_its_repository() {
    use std::os::unix::fs::symlink;
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["r/.git", "r/.old", "r/more", "r/logs", "r/only"] {
        fs::create_dir_all(path(name)).unwrap();
    }
    fs::write(path("outside.log"), "a secret\n").unwrap();
    for name in ["r/.old/a.log", "r/more/a.log", "r/logs/a.log"] {
        fs::write(path(name), LINES[0].1).unwrap();
    }
    for (target, link) in [
        ("../../outside.log", "logs/b.log"),
        ("../.old/a.log", "logs/c.log"),
        ("../more/a.log", "logs/d.log"),
        ("../../outside.log", "only/b.log"),
    ] {
        symlink(target, path("r").join(link)).unwrap();
    }
    let measure =
        |log: &str, format: &str| whereto(&["measure", log, "--format", format]).within(&path("r"));
    let run = measure("logs", "json").exits(0);
    let report: Json = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&report["requests"], &report["not_understood"]), (&2.into(), &0.into()));
    assert_eq!(run.stderr, "Left out 2 links out of the repository.\n");
    let refusal = measure("only", "yaml").refused();
    assert!(refusal.contains("Left out 1 link out of the repository."), "{refusal}");
    // Whoever names a link means what it leads to.
    assert!(measure("logs/b.log", "yaml").refused().contains("a secret"));
}

/// Packs a text by gzip.
fn gzip(text: &str) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

/// Packs a text by Zstandard.
fn zstandard(text: &str) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn a_log_whose_lines_end_in_returns_alone_is_no_single_line() {
    let folder = tempdir().unwrap();
    let lines = format!("{}\r{}\r", LINES[0].1, LINES[0].1);
    fs::write(folder.path().join("a.log"), &lines).unwrap();
    let stderr = whereto(&["measure", "a.log"]).within(folder.path()).refused();
    assert!(stderr.contains("the lines of `a.log` end in carriage returns alone"), "{stderr}");
    // As a bar of progress leaves them.
    fs::write(folder.path().join("a.log"), format!("{lines}\n{}\r\n", LINES[0].1)).unwrap();
    whereto(&["measure", "a.log"]).within(folder.path()).exits(0);
}

#[test]
fn packed_logs_say_the_same() {
    let folder = tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let text = site(8, |hour| 20 + hour % 24);
    let (head, tail) = text.split_at(text.find('\n').unwrap() + 1);
    write("plain.log", text.as_bytes());
    write("a.gz", &gzip(&text));
    // Two packed parts in one file, under a name that says nothing.
    write("b", &[gzip(head), gzip(tail)].concat());
    write("c.zst", &zstandard(&text));
    write("d", &[zstandard(head), zstandard(tail)].concat());
    let measure = |arguments: &[&str]| -> Json {
        let arguments = [&["measure", "--format", "json"], arguments].concat();
        let mut report: Json =
            serde_json::from_str(&whereto(&arguments).within(folder.path()).succeeds()).unwrap();
        report["logs"] = Json::Null;
        report["summary"] = Json::Null;
        report
    };
    let plain = measure(&["plain.log"]);
    for packed in ["a.gz", "b", "c.zst", "d"] {
        assert_eq!(measure(&[packed]), plain, "{packed}");
    }
    let four = measure(&["a.gz", "b", "c.zst", "d"]);
    assert_eq!(four["requests"], 4 * plain["requests"].as_u64().unwrap());
    assert_eq!(four["answers"][3]["value"], plain["answers"][3]["value"]);
    // Half of one is read up to where it breaks off, and that is said.
    let whole = gzip(&text);
    write("half.gz", &whole[..whole.len() / 2]);
    let run = whereto(&["measure", "half.gz"]).within(folder.path()).exits(0);
    assert!(run.stderr.contains("`half.gz` could only be read up to a point"), "{}", run.stderr);
    assert!(run.stdout.contains("# half.gz could only be read up to a point"), "{}", run.stdout);
    let mut wrong = zstandard(&text);
    if let Some(last) = wrong.last_mut() {
        *last ^= 1;
    }
    write("wrong.zst", &wrong);
    let stderr = whereto(&["measure", "wrong.zst"]).within(folder.path()).exits(0).stderr;
    assert!(stderr.contains("its checksum is wrong"), "{stderr}");
    // By another way to it, a file is still the same one.
    let parent = folder.path().file_name().unwrap().to_str().unwrap();
    let (near, far) = ("./plain.log", format!("../{parent}/plain.log"));
    assert_eq!(measure(&["plain.log", near, &far])["requests"], plain["requests"]);
    write("no.gz", b"\x1f\x8bno");
    assert!(
        whereto(&["measure", "no.gz"]).within(folder.path()).exits(2).stderr.contains("no line")
    );
}

#[test]
fn parts_that_were_measured_apart_add_up() {
    let folder = tempdir().unwrap();
    let text = site(9, |hour| 20 + hour % 24);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    fs::write(folder.path().join("all.log"), &text).unwrap();
    let run =
        |arguments: &[&str]| whereto(&[&["measure"], arguments].concat()).within(folder.path());
    for (index, part) in lines.chunks(1_000).enumerate() {
        let partial = format!("{index}.partial");
        run(&["-", "--partial", &partial]).stdin(part.concat()).succeeds();
    }
    // One without any line is no fault, since whoever divides a log does not look at it.
    run(&["-", "--partial", "none.partial"]).stdin("").succeeds();
    // A share that would change nothing is not taken in silence.
    let refusal = run(&["all.log", "--partial", "-", "--sampled", "1%"]).refused();
    assert!(refusal.contains("give --sampled with --merge"), "{refusal}");
    let report = |arguments: &[&str]| -> Json {
        let mut report: Json = serde_json::from_str(&run(arguments).succeeds()).unwrap();
        report["logs"] = Json::Null;
        report["summary"] = Json::Null;
        report
    };
    let whole = report(&["all.log", "--format", "json"]);
    assert_eq!(report(&["--merge", "*.partial", "--format", "json"]), whole);
    // Several in one file, a line each, as what runs them puts them together.
    let line = run(&["all.log", "--partial", "-"]).succeeds();
    fs::write(folder.path().join("two"), format!("{line}\n{line}")).unwrap();
    let two = report(&["--merge", "two", "--format", "json"]);
    assert_eq!(two["requests"], 2 * whole["requests"].as_u64().unwrap());
    assert!(run(&["--merge", "none.partial"]).refused().contains("there is no line"));
    for (text, message) in [
        ("{}", "it is no partial measurement"),
        ("nonsense\nnonsense", "it is no partial measurement"),
        (&line.replace("measurement/1", "measurement/9"), "measurement/9`, and this version reads"),
        (&line.replacen("\"lines\":", "\"lines\":1", 1), "its counts do not add up"),
    ] {
        fs::write(folder.path().join("bad"), text).unwrap();
        let refusal = run(&["--merge", "bad"]).refused();
        assert!(refusal.contains(message) && refusal.contains("`bad`, line 1"), "{refusal}");
        assert_eq!(refusal.matches("error").count(), 1, "{refusal}");
    }
}

/// A request counts by what a proxy measured behind it where its line tells, and else in all: one log
/// with such times hides none of the others.
#[test]
fn logs_with_and_without_a_proxy_are_told_together() {
    let front = r#"1.1.1.1 - - [01/Oct/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "x" rt=0.100 urt=0.090"#;
    let cached =
        r#"1.1.1.1 - - [01/Oct/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 1 "-" "x" rt=7.000 urt=-"#;
    let lambda = "2026-10-01T10:00:02.000Z REPORT RequestId: 3604209a-e9a3-11e6-939a-754dd98c7be3\tDuration: 880000.00 ms\tBilled Duration: 880000 ms\tMemory Size: 1024 MB\tMax Memory Used: 900 MB";
    let longest = |lines: &[&str]| answer(&measured(&lines.join("\n")), "compute.max_duration_s");
    assert_eq!(longest(&[front, cached]), 0.09);
    assert_eq!(longest(&[front, cached, lambda]), 880);
    assert_eq!(longest(&[lambda]), 880);
    let average = measured(&[front, lambda].join("\n"));
    assert_eq!(answer(&average, "compute.average_duration_ms"), 440_000);
}

/// What Lambda itself writes beside its reports is no request, and nothing that is not understood.
#[test]
fn what_lambda_writes_beside_its_reports_is_passed_over() {
    const BESIDE: &str = r#"INIT_START Runtime Version: nodejs:22.v1	Runtime Version ARN: arn:aws:x
EXTENSION	Name: agent	State: Ready	Events: [INVOKE,SHUTDOWN]
TELEMETRY	Name: agent	State: Subscribed	Types: [Platform]
LOGS	Name: agent	State: Subscribed	Types: [platform]
INIT_REPORT Init Duration: 10000.00 ms	Phase: init	Status: timeout
RESTORE_START Runtime Version: java:21.v1	Runtime Version ARN: arn:aws:x
RESTORE_REPORT Restore Duration: 390.00 ms
START RequestId: 5d3a6a4e Version: $LATEST
5d3a6a4e Task timed out after 900.00 seconds
RequestId: 5d3a6a4e Error: Runtime exited with error: exit status 1
Runtime.ExitError
RequestId: 5d3a6a4e Error: Task timed out after 3.00 seconds
RequestId: 5d3a6a4e Process exited before completing request
END RequestId: 5d3a6a4e
XRAY TraceId: 1-58	SegmentId: 12	Sampled: true
{"time":"2026-10-01T13:55:36.123Z","type":"platform.initStart","record":{"initializationType":"on-demand","phase":"init"}}
{"time":"2026-10-01T13:55:36.123Z","type":"platform.initReport","record":{"initializationType":"on-demand","status":"success","metrics":{"durationMs":125.33}}}
{"time":"2026-10-01T13:55:36.123Z","type":"platform.start","record":{"requestId":"5d3a6a4e","version":"$LATEST"}}
{"time":"2026-10-01T13:55:36.123Z","type":"platform.runtimeDone","record":{"requestId":"5d3a6a4e","status":"success","metrics":{"durationMs":92.0,"producedBytes":86}}}
{"time":"2026-10-01T13:55:36.123Z","type":"platform.extension","record":{"name":"agent","state":"Ready","events":["INVOKE"]}}
{"time":"2026-10-01T13:55:36.123Z","type":"platform.logsDropped","record":{"reason":"consumer","droppedRecords":1,"droppedBytes":9}}"#;
    let (_, report) = LINES.iter().find(|(format, _)| *format == "lambda").unwrap();
    for line in BESIDE.lines() {
        let time = if line.starts_with('{') { "" } else { "2026-10-01T13:55:36.123Z " };
        let measured = measured(&format!("{report}\n{time}{line}\n"));
        let counts = ["requests", "passed_over", "not_understood"].map(|it| &measured[it]);
        assert_eq!(counts, [&1.into(), &1.into(), &Json::from(0)], "{line}");
    }
    let other =
        measured(&format!("{report}\n2026-10-01T13:55:36.123Z REPORT RequestId: 5d3a6a4e\n"));
    assert_eq!(other["not_understood"], 1);
}

/// How long a cache or a proxy takes to answer by itself says nothing of what is behind it.
#[test]
fn what_was_answered_in_front_takes_no_time_behind() {
    let cloudfront = |result: &str, seconds: &str| {
        format!(
            "2026-10-01\t13:55:36\tFRA2-C1\t5120\t203.0.113.9\tGET\td1\t/\t200\t-\tcurl\t-\t-\t{result}\tr\t\
             shop\thttps\t23\t{seconds}\t-"
        )
    };
    let google = |more: &str, latency: &str, status: &str| {
        format!(
            r#"{{"httpRequest":{{"status":200,{more}"latency":"{latency}s"}},"jsonPayload":{{"statusDetails":"{status}"}},"timestamp":"2026-10-01T13:55:36Z"}}"#
        )
    };
    let nginx = |time: &str, upstream: &str| {
        format!(
            r#"{{"time_iso8601":"2026-10-01T13:55:36+00:00","status":"200","request_time":"{time}","upstream_response_time":{upstream}}}"#
        )
    };
    let envoy = |time: &str, upstream: &str| {
        format!(
            r#"{{"start_time":"2026-10-01T13:55:36Z","response_code":200,"duration":{time},"upstream_service_time":{upstream}}}"#
        )
    };
    let ingress = |time: &str, upstream: &str| {
        format!(
            r#"203.0.113.9 - - [01/Oct/2026:13:55:36 +0000] "GET / HTTP/2.0" 200 5120 "-" "c" 341 {time} [shop-web-80] [] {upstream} 5a1f"#
        )
    };
    let traefik = |time: &str, origin: &str| {
        format!(
            r#"{{"DownstreamStatus":200,"Duration":{time},"OriginDuration":{origin},"RequestMethod":"GET","StartUTC":"2026-10-01T13:55:36Z"}}"#
        )
    };
    let hit = || google("\"cacheHit\":true,", "0.001", "response_from_cache");
    for (front, behind) in [
        (cloudfront("Hit", "0.001"), cloudfront("Miss", "0.500")),
        (cloudfront("Hit", "0.001"), cloudfront("RefreshHit", "0.500")),
        (traefik("60000", "0"), traefik("600000000", "500000000")),
        (hit(), google("", "0.5", "response_sent_by_backend")),
        (hit(), google("\"cacheHit\":false,", "0.5", "")),
        (nginx("0.001", "\"-\""), nginx("0.600", "\"0.500\"")),
        (nginx("0.001", "\"\""), nginx("0.600", "\"0.500\"")),
        (envoy("1", "null"), envoy("600", "\"500\"")),
        (ingress("0.001", "- - - -"), ingress("0.600", "10.2.0.7:8080 5120 0.500 200")),
    ] {
        let report = measured(&format!("{front}\n{behind}\n"));
        assert_eq!(answer(&report, "compute.average_duration_ms"), 500, "{front}");
        assert_eq!(answer(&report, "compute.max_duration_s"), 0.5, "{front}");
        assert_eq!(answer(&report, "assumptions.cached_share"), 0.5, "{front}");
        assert_eq!(report["figures"]["durations"]["count"], 2, "{front}");
        let because = report["answers"].to_string();
        assert!(because.contains("over 1 request\""), "{because}");
        // Nothing is known of what is behind where nothing was asked there.
        let alone = measured(&front);
        assert_eq!(answer(&alone, "compute.average_duration_ms"), Json::Null, "{front}");
        let because = alone["unanswered"].to_string();
        assert!(because.contains("was answered in front"), "{because}");
    }
    let csv = "t,took,c\n1790862936,1,HIT\n1790862936,500,MISS\n";
    let report = mapped("time=t,duration=took:ms,cache=c", csv);
    assert_eq!(answer(&report, "compute.average_duration_ms"), 500);
}

/// What the steadiest traffic has by chance is no peak.
#[test]
fn a_peak_by_chance_is_no_answer() {
    let log = |busiest: usize| {
        let minutes = 0..14 * 24 * 60;
        let mut text = String::new();
        for minute in minutes.step_by(3) {
            let times = if minute == 3_000 { busiest } else { 1 };
            for _ in 0..times {
                let (day, hour) = (1 + minute / 1_440, minute / 60 % 24);
                let _ = writeln!(
                    text,
                    "1.1.1.1 - - [{day:02}/Oct/2026:{hour:02}:{:02}:00 +0000] \"GET / HTTP/1.1\" 200 1",
                    minute % 60
                );
            }
        }
        measured(&text)
    };
    let few = log(4);
    assert_eq!(answer(&few, "traffic.peak_to_average"), Json::Null);
    let why = few["unanswered"].to_string();
    assert!(why.contains("4 requests in the busiest minute") && why.contains("by chance"), "{why}");
    assert_eq!(answer(&log(40), "traffic.peak_to_average"), 120);
}

/// A mark that some editors and servers put before the first line is no part of it.
#[test]
fn a_mark_before_the_first_line_is_passed_over() {
    for (_, line) in LINES {
        let plain = measured(&format!("{line}\n{line}\n"));
        assert_eq!(measured(&format!("\u{feff}{line}\n{line}\n")), plain, "{line}");
    }
    let fields =
        "#Fields: date time cs-method sc-status time-taken\n2026-10-01 00:00:01 GET 200 15\n";
    assert_eq!(measured(&format!("\u{feff}{fields}")), measured(fields));
    assert_eq!(measured(fields)["requests"], 1);
}

/// Evidence names what can be measured again: the files that were added up.
#[test]
fn what_was_added_up_can_be_checked_again() {
    let folder = tempdir().unwrap();
    let run = |arguments: &[&str]| whereto(arguments).within(folder.path());
    fs::write(folder.path().join("a.log"), site(3, |_| 20)).unwrap();
    fs::write(folder.path().join("p.yaml"), "project: P\nteam: {size: 3}\n").unwrap();
    run(&["measure", "a.log", "--partial", "a.partial"]).succeeds();
    let merged = ["measure", "--merge", "a.partial", "--into", "p.yaml", "--save", "m.yaml"];
    run(&merged).exits(0);
    let profile = fs::read_to_string(folder.path().join("m.yaml")).unwrap();
    assert!(profile.contains("from: [\"a.partial\"]"), "{profile}");
    run(&["adr", "m.yaml", "--dir", "dec"]).exits(0);
    fs::remove_file(folder.path().join("a.log")).unwrap();
    run(&["check", "--strict", "dec"]).exits(0);
}

/// How much there is in each hour of a day, or of a month with its traffic on two days.
fn shape(pattern: Option<&str>, hour: u64) -> f64 {
    match pattern {
        Some("diurnal") => 1.0 + 0.8 * ((hour % 24) as f64 / 24.0 * std::f64::consts::TAU).sin(),
        Some("bursty") if (240..288).contains(&hour) => 50.0,
        Some("bursty") => 0.5,
        _ => 1.0,
    }
}

/// Writes 30 days of what a profile states as a log: of a function, which tells its memory, or of
/// the edge, which tells sizes and what a cache answered. Of many requests one in `every` is logged,
/// evenly.
fn written(profile: &Json, is_of_function: bool, every: u64) -> String {
    const HOURS: u64 = 30 * 24;
    let number = |group: &str, key: &str| profile[group][key].as_f64();
    let pattern = profile["traffic"]["pattern"].as_str();
    let logged = number("traffic", "requests_per_month").unwrap() / 730.0 / every as f64;
    let mean = (0..HOURS).map(|hour| shape(pattern, hour)).sum::<f64>() / HOURS as f64;
    let milliseconds = number("compute", "average_duration_ms").unwrap_or(50.0);
    let memory = number("compute", "memory_mb").unwrap_or(128.0);
    let bytes = number("assumptions", "response_kb").unwrap_or(10.0) * 1_000.0;
    let cached = number("assumptions", "cached_share").unwrap_or(0.0);
    let (mut text, mut due, mut count) = (String::new(), 0.0_f64, 0_u64);
    for hour in 0..HOURS {
        let many = logged * shape(pattern, hour) / mean;
        let from = due;
        due += many;
        while (count as f64) < due.floor() {
            // As far into the hour as it is into what is due in it.
            let second = ((count as f64 + 1.0 - from) / many * 3_600.0).clamp(0.0, 3_599.0);
            let moment = 1_790_812_800 + hour * 3_600 + second as u64;
            let time = jiff::Timestamp::from_second(moment as i64).unwrap().to_string();
            let hits = (count as f64 * cached).floor() as u64;
            let is_hit = hits < ((count + 1) as f64 * cached).floor() as u64;
            // Half of the requests take and send half as much, and half half as much again; of those
            // that a cache answers and of the others alike.
            let own = if is_hit { hits } else { count - hits };
            let factor = if own % 2 == 0 { 0.5 } else { 1.5 };
            let (duration, bytes) = (milliseconds * factor, bytes * factor);
            let _ = if is_of_function {
                writeln!(
                    text,
                    "{time} REPORT RequestId: 8f\tDuration: {duration:.2} ms\tBilled Duration: {} \
                     ms\tMemory Size: {memory} MB\tMax Memory Used: 90 MB\t",
                    duration.ceil()
                )
            } else {
                let time = time.replace('T', "\t");
                let (time, result) =
                    (time.trim_end_matches('Z'), if is_hit { "Hit" } else { "Miss" });
                writeln!(
                    text,
                    "{time}\tFRA2-C1\t{bytes:.0}\t203.0.113.9\tGET\td1\t/\t200\t-\tcurl\t-\t-\t{result}\tr\t\
                     shop\thttps\t23\t{:.3}\t-",
                    duration / 1_000.0
                )
            };
            count += 1;
        }
    }
    text
}

/// What the published bills state of requests, their pattern, durations, memory and sizes comes out
/// of logs of it, and so the same estimate, within what rounding to two or three digits does.
#[test]
fn bills_come_out_of_logs_as_out_of_what_was_stated() {
    const OF_FUNCTIONS: &[&str] =
        &["traffic.requests_per_month", "compute.average_duration_ms", "compute.memory_mb"];
    const OF_THE_EDGE: &[&str] = &[
        "traffic.requests_per_month",
        "traffic.pattern",
        "compute.average_duration_ms",
        "assumptions.response_kb",
        "assumptions.cached_share",
    ];
    let bills: Vec<Json> = serde_yaml::from_str(include_str!("cases/bills.yaml")).unwrap();
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let run = |arguments: &[&str]| whereto(arguments).within(folder.path()).exits(0).stdout;
    let mut held = 0;
    for bill in &bills {
        let (stated, title) = (&bill["profile"], &bill["title"]);
        let of = |field: &str| {
            let (group, key) = field.split_once('.').unwrap();
            stated[group][key].clone()
        };
        let Some(requests) = of("traffic.requests_per_month").as_f64() else { continue };
        // Millions would take minutes; that a share of them was logged is said, as for any log.
        let every = (requests / 30_000.0).ceil().max(1.0);
        let sampled = format!("1/{every}");
        fs::write(path("measured.yaml"), stated.to_string()).unwrap();
        let mut told = stated.clone();
        for (is_of_function, fields) in [(true, OF_FUNCTIONS), (false, OF_THE_EDGE)] {
            if is_of_function && of("compute.memory_mb").is_null() {
                continue;
            }
            fs::write(path("bill.log"), written(stated, is_of_function, every as u64)).unwrap();
            let measure = ["measure", "bill.log", "--sampled", &sampled, "--into", "measured.yaml"];
            let report = run(&[&measure[..], &["--format", "json"]].concat());
            let report: Json = serde_json::from_str(&report).unwrap();
            for field in fields.iter().filter(|field| !of(field).is_null()) {
                let (found, stated) = (answer(&report, field), of(field));
                let close = found.as_f64().zip(stated.as_f64());
                let close = close.map(|(found, stated)| (found / stated - 1.0).abs() < 0.015);
                assert!(close.unwrap_or(found == stated), "{title}: {field}: {found} for {stated}");
                held += 1;
            }
            // What the bill does not state and the log tells changes the estimate, too.
            for answer in report["answers"].as_array().unwrap() {
                let (group, key) = answer["field"].as_str().unwrap().split_once('.').unwrap();
                if of(&format!("{group}.{key}")).is_null() {
                    told[group][key] = answer["value"].clone();
                }
            }
            run(&[&measure[..], &["--save", "measured.yaml", "--force"]].concat());
        }
        fs::write(path("told.json"), told.to_string()).unwrap();
        let cost = |profile: &str| -> f64 {
            let report: Json =
                serde_json::from_str(&run(&["cost", profile, "--format", "json"])).unwrap();
            let mut options = report["options"].as_array().unwrap().iter();
            let option = options.find(|option| option["id"] == bill["option"]).unwrap();
            option["monthly_usd"]["expected"].as_str().unwrap().parse().unwrap()
        };
        let (of_stated, of_measured) = (cost("told.json"), cost("measured.yaml"));
        let off = (of_measured / of_stated - 1.0).abs();
        assert!(off < 0.02, "{title}: {of_measured} for {of_stated}");
    }
    assert!(held >= 20, "{held}");
}
