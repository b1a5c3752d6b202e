//! What is priced of each stack: that the same work is paid for on every side, and that one more of
//! anything costs about as much more.

use rust_decimal::Decimal;
use whereto::{
    cost::{
        Estimator,
        estimate::{LineOf, Priced},
    },
    rulebase::RuleBase,
};

use crate::cost::{SHIPPED, number, profile};

/// The three options, with what they cost for a profile to which some answers are added.
fn priced(base: &RuleBase, text: &str, sets: &[(&str, &str)]) -> [Priced; 3] {
    let mut sections: Vec<(&str, Vec<String>)> = Vec::new();
    for (key, value) in sets {
        let (section, key) = key.split_once('.').unwrap();
        let answer = format!("{key}: {value}");
        match sections.iter_mut().find(|(name, _)| *name == section) {
            Some((_, answers)) => answers.push(answer),
            None => sections.push((section, vec![answer])),
        }
    }
    let added = sections.iter().map(|(name, them)| format!("{name}: {{{}}}\n", them.join(", ")));
    let text = added.collect::<String>() + text;
    let profile = profile(base, &text);
    let estimate = Estimator::new(base, &profile.assumptions).estimate(&profile.answers).unwrap();
    ["aws-lambda", "firebase", "traditional-server"].map(|option| {
        let option = base.find_option(option).unwrap();
        estimate.options.iter().find(|it| it.option == option).unwrap().priced.clone().unwrap()
    })
}

/// What a part of the bill costs, such as the private network.
fn part(priced: &Priced, part: &str) -> Decimal {
    priced.lines.iter().filter(|line| line.part == part).map(|line| line.cost.0).sum()
}

/// What an item of the bill costs.
fn item(base: &RuleBase, priced: &Priced, id: &str) -> Decimal {
    let is = |of: &LineOf| matches!(of, LineOf::Item(item) if base.prices.item(*item).id == id);
    priced.lines.iter().filter(|line| is(&line.of)).map(|line| line.cost.0).sum()
}

fn expected(priced: &Priced) -> Decimal {
    priced.total.expected.0
}

/// A small team's service on one machine grows by more machines, not by the largest there is.
#[test]
fn one_step_more_is_no_cliff() {
    let base = &*SHIPPED;
    let sockets = "data: {model: document, size_gb: 5, queries: simple}\n\
                   availability: {downtime: hours}\n\
                   team: {stage: mvp, operations: some, size: 2}\n\
                   compute: {style: request-response, average_duration_ms: 20, memory_mb: 256}\n\
                   traffic: {requests_per_month: 5000000, pattern: diurnal}\n";
    let calls = "data: {model: relational, size_gb: 10, queries: simple}\n\
                 availability: {downtime: hours}\n\
                 team: {stage: mvp, operations: some, size: 3}\n\
                 compute: {style: request-response, average_duration_ms: 200, memory_mb: 512}\n\
                 state: {connections: none}\n";
    let steps = |text: &str, sets: &dyn Fn(u64) -> Vec<(&'static str, String)>, from: u64| {
        let mut before: Option<Decimal> = None;
        let mut at = from;
        for _ in 0..40 {
            let answers = sets(at);
            let answers: Vec<(&str, &str)> =
                answers.iter().map(|(key, value)| (*key, value.as_str())).collect();
            let [_, _, server] = priced(base, text, &answers);
            let cost = expected(&server);
            if let Some(before) = before {
                // The largest step between two machines of a catalogue is one of two and a half.
                assert!(cost <= before * Decimal::from(3), "{before} to {cost} at {at}");
            }
            before = Some(cost);
            at += at / 5;
        }
    };
    steps(
        sockets,
        &|open| {
            vec![
                ("state.connections", "websocket".to_owned()),
                ("state.concurrent_connections", open.to_string()),
            ]
        },
        1_000,
    );
    steps(
        calls,
        &|requests| {
            vec![
                ("traffic.requests_per_month", requests.to_string()),
                ("traffic.pattern", "diurnal".to_owned()),
            ]
        },
        10_000_000,
    );
}

/// Devices are connected to their broker: what they cost is its line, on every option, and a guess
/// of how many there are is made where nobody has counted them.
#[test]
fn devices_are_held_by_their_broker() {
    let base = &*SHIPPED;
    let text = "clients: [iot]\n\
                traffic: {requests_per_month: 100000000, pattern: steady}\n\
                compute: {style: event-driven, average_duration_ms: 50, memory_mb: 256}\n\
                data: {model: key-value, size_gb: 20}\n\
                team: {stage: growth, operations: some, skills: [linux]}\n";
    let devices = |count: &str| {
        let sets = [("state.connections", "broker"), ("state.concurrent_connections", count)];
        priced(base, text, &sets)
    };
    for (none, many) in devices("0").iter().zip(&devices("1000000")) {
        let connected = item(base, many, "broker-minutes");
        // A million devices for 43,800 minutes, at 0.08 USD a million.
        assert_eq!(connected, number("3504"));
        assert_eq!(expected(many) - expected(none), connected);
    }
    for open in priced(base, text, &[("state.connections", "broker")]) {
        assert!(item(base, &open, "broker-minutes") > Decimal::ONE);
    }
}

/// What users have uploaded is sent to them, also where the work that is done on it is events.
#[test]
fn uploads_are_sent_whatever_the_work() {
    let base = &*SHIPPED;
    for style in ["event-driven", "batch", "streaming", "request-response"] {
        let sent = |times: &str| {
            let sets = [
                ("compute.style", style),
                ("assumptions.files_gb", "4000"),
                ("assumptions.file_reads", times),
            ];
            let text = "features: [file-storage]\nstate: {connections: none}\n\
                        data: {model: none}\ntraffic: {requests_per_month: 2000000}\n\
                        team: {stage: growth, operations: some, skills: [aws]}\n";
            priced(base, text, &sets).map(|priced| expected(&priced))
        };
        for (never, often) in sent("0").into_iter().zip(sent("1")) {
            assert!(often > never + Decimal::from(200), "{style}: {never}, {often}");
        }
    }
}

/// Who stores nothing in a database pays for no queries.
#[test]
fn nothing_stored_is_not_queried() {
    let base = &*SHIPPED;
    let costs = |model: &str, queries: &str| {
        let sets = [("data.model", model), ("assumptions.queries_per_request", queries)];
        let text = "availability: {downtime: hours}\nstate: {connections: none}\n\
                    traffic: {requests_per_month: 1000000000, pattern: diurnal}\n\
                    compute: {average_duration_ms: 5}\nteam: {stage: growth, operations: some}\n";
        priced(base, text, &sets).map(|priced| expected(&priced))
    };
    assert_eq!(costs("none", "0"), costs("none", "10"));
    assert!(costs("relational", "0")[2] < costs("relational", "10")[2]);
}

/// A private network is paid for on AWS by functions, by machines that answer requests and by those
/// that work on events or jobs, whether its control is shared or one's own.
#[test]
fn a_private_network_is_paid_for_by_every_kind_of_work() {
    let base = &*SHIPPED;
    for control in ["shared", "full"] {
        for style in ["request-response", "event-driven", "streaming", "batch"] {
            let sets = [("compute.style", style), ("compliance.infrastructure_control", control)];
            let text = "availability: {downtime: minutes}\nstate: {connections: none}\n\
                        data: {model: relational, size_gb: 20}\n\
                        traffic: {requests_per_month: 3000000}\n\
                        team: {stage: growth, operations: some, skills: [aws]}\n\
                        assumptions: {server: ec2}\n";
            let [lambda, _, server] = priced(base, text, &sets);
            for priced in [lambda, server] {
                let network = part(&priced, "private network");
                assert!(network > Decimal::from(70), "{control}, {style}: {network}");
            }
        }
    }
}

/// A database has a standby only on plans that can have one.
#[test]
fn a_standby_needs_a_plan_that_can_have_one() {
    let base = &*SHIPPED;
    let text = "compute: {average_duration_ms: 100, memory_mb: 256}\nstate: {connections: none}\n\
                traffic: {requests_per_month: 300000}\ndata: {model: relational, size_gb: 2}\n\
                team: {stage: mvp, operations: none}\n";
    let [_, _, server] = priced(base, text, &[("availability.downtime", "minutes")]);
    // Two plans of 2 GB, since those of 1 GB stand alone.
    assert_eq!(part(&server, "data"), number("60.90"));
    let [_, _, server] = priced(base, text, &[("availability.downtime", "hours")]);
    assert_eq!(part(&server, "data"), number("15.15"));
}

/// Where a program needs x86, containers cost a quarter more, as functions do.
#[test]
fn x86_costs_more_in_containers_too() {
    let base = &*SHIPPED;
    let containers = |processor: &str| {
        let sets = [("assumptions.processor", processor), ("assumptions.server", "fargate")];
        let text = "state: {connections: none}\ndata: {model: none}\n\
                    traffic: {requests_per_month: 100000000}\n\
                    compute: {average_duration_ms: 200, memory_mb: 512}\n\
                    team: {stage: growth, operations: some}\n";
        let [_, _, server] = priced(base, text, &sets);
        let machines = |of: &LineOf| matches!(of, LineOf::Machines { .. });
        server.lines.iter().find(|line| machines(&line.of)).unwrap().cost.0
    };
    assert_eq!(containers("x86"), containers("arm") * number("1.25"));
}

/// Each function that must not start slowly has a warm instance of its own, on either platform.
#[test]
fn every_warm_function_has_an_instance() {
    let base = &*SHIPPED;
    let warm = |functions: &str| {
        let text = "state: {connections: none}\ndata: {model: none}\n\
                    traffic: {requests_per_month: 1000000}\n\
                    compute: {average_duration_ms: 200, memory_mb: 512}\n\
                    latency: {cold_start_ok: false}\nteam: {stage: growth}\n";
        let [lambda, firebase, _] =
            priced(base, text, &[("assumptions.warm_functions", functions)]);
        [part(&lambda, "kept warm"), part(&firebase, "kept warm")]
    };
    let (one, six) = (warm("1"), warm("6"));
    for (one, six) in one.into_iter().zip(six) {
        assert_eq!(six, one * Decimal::from(6));
    }
}

/// A machine that is paid for anyway holds what fits on its disk and sends what is included.
#[test]
fn a_machine_paid_for_anyway_has_an_end() {
    let base = &*SHIPPED;
    let text = "compute: {average_duration_ms: 20, memory_mb: 256}\nstate: {connections: none}\n\
                current: {paid: true}\nteam: {stage: growth, operations: some}\n\
                traffic: {requests_per_month: 1000000}\n";
    let costs = |size: &str, response_kb: &str| {
        let sets = [
            ("data.model", "relational"),
            ("data.size_gb", size),
            ("assumptions.response_kb", response_kb),
            ("assumptions.room_vcpu", "100"),
        ];
        let [_, _, server] = priced(base, text, &sets);
        let other = server.others.iter().find(|it| base.prices.stack(it.stack).id == "paid-anyway");
        match other {
            Some(other) => other.expected.0,
            None => expected(&server),
        }
    };
    assert_eq!(costs("10", "10"), Decimal::ZERO);
    // 900 GB beyond the disk's 100, which are 838 GiB, at 0.10 USD.
    assert_eq!(costs("1000", "10").round_dp(2), "83.82".parse().unwrap());
    // 9 TB beyond the one that is included, at 0.01 USD.
    assert_eq!(costs("10", "10000"), Decimal::from(90));
}

/// An event is looked up by its key and written; it shows nobody a list.
#[test]
fn events_read_no_lists() {
    let base = &*SHIPPED;
    let text = "traffic: {requests_per_month: 100000000}\nstate: {connections: none}\n\
                compute: {style: event-driven, average_duration_ms: 50, memory_mb: 256}\n\
                data: {model: document, size_gb: 20, queries: simple READS}\n";
    let of = |reads: &str| priced(base, &text.replace(" READS", reads), &[]);
    let (open, two, forty) = (of(""), of(", reads_per_request: 2"), of(", reads_per_request: 40"));
    for option in 0..3 {
        assert_eq!(expected(&open[option]), expected(&two[option]));
        assert!(expected(&forty[option]) > expected(&two[option]));
    }
}

/// Auditors of the federal government accept no VPS host, and those of cards no database beside the
/// application.
#[test]
fn machines_are_those_that_auditors_take() {
    let base = &*SHIPPED;
    let text = "traffic: {requests_per_month: 1000000}\nstate: {connections: none}\n\
                availability: {downtime: hours}\ndata: {model: relational, size_gb: 10}\n\
                compute: {style: request-response, average_duration_ms: 50, memory_mb: 256}\n\
                team: {stage: mvp, operations: some, skills: [linux]}\n";
    let stack = |regimes: &str| {
        let [_, _, server] = priced(base, text, &[("compliance.regimes", regimes)]);
        base.prices.stack(server.stack).id.clone()
    };
    assert_eq!(stack("[]"), "vps");
    for (regimes, unfit) in [
        ("[fedramp]", &["vps", "vps-pair", "app-platform"][..]),
        ("[pci-dss]", &["vps", "ec2-single"]),
        ("[hipaa]", &["vps", "ec2-single"]),
    ] {
        let taken = stack(regimes);
        assert!(!unfit.contains(&taken.as_str()), "{regimes}: {taken}");
    }
}

/// Who is connected is sent what others do, beside the answers to their own requests.
#[test]
fn what_is_pushed_is_paid_for() {
    let base = &*SHIPPED;
    let text = "traffic: {requests_per_month: 10000000}\n\
                state: {connections: websocket, concurrent_connections: 1000}\n\
                compute: {style: realtime, average_duration_ms: 50, memory_mb: 256}\n";
    let messages = |each_minute: &str| {
        let sets = [
            ("assumptions.pushes_per_minute", each_minute),
            ("assumptions.average_connections", "0.5"),
        ];
        let [lambda, ..] = priced(base, text, &sets);
        item(base, &lambda, "websocket-messages")
    };
    // 500 open on average, two a minute, for 43,800 minutes, at 1 USD a million.
    assert_eq!(messages("2") - messages("0"), number("43.8"));
    let open = priced(base, text, &[]);
    let none = priced(base, text, &[("assumptions.pushes_per_minute", "0")]);
    assert!(open.iter().zip(&none).all(|(open, none)| expected(open) >= expected(none)));
}

/// What clients ask of SQL Connect themselves is billed, beyond 250,000 a month.
#[test]
fn operations_of_sql_connect_are_billed() {
    let base = &*SHIPPED;
    let text = "traffic: {requests_per_month: 10250000}\nclients: [mobile]\n\
                state: {connections: none}\ndata: {model: relational, size_gb: 5}\n\
                compute: {style: request-response, average_duration_ms: 50, memory_mb: 256}\n";
    let [_, firebase, _] = priced(base, text, &[("assumptions.functions_share", "0")]);
    assert_eq!(item(base, &firebase, "sql-connect"), Decimal::from(40));
}

/// A database of DigitalOcean brings the disk of its plan, and an object store holds the files of a VPS.
#[test]
fn disks_are_those_of_the_plans() {
    let base = &*SHIPPED;
    let text = "traffic: {requests_per_month: 1000000}\nstate: {connections: none}\n\
                availability: {downtime: hours}\nfeatures: [file-storage]\n\
                compute: {style: request-response, average_duration_ms: 50, memory_mb: 256}\n";
    let managed = |size: &str| {
        let sets = [
            ("team.operations", "none"),
            ("data.model", "relational"),
            ("data.size_gb", size),
            ("assumptions.server", "paas"),
        ];
        let [_, _, server] = priced(base, text, &sets);
        item(base, &server, "do-database-storage")
    };
    assert_eq!(managed("10"), Decimal::ZERO);
    assert!(managed("2000") > Decimal::from(100));
    let files = |gb: &str| {
        let sets = [
            ("team.operations", "some"),
            ("data.model", "none"),
            ("assumptions.server", "vps"),
            ("assumptions.files_gb", gb),
        ];
        let [_, _, server] = priced(base, text, &sets);
        item(base, &server, "vps-files")
    };
    assert_eq!(files("5"), Decimal::ZERO);
    // The first 250 GiB are five dollars.
    assert_eq!(files("100"), Decimal::from(5));
}

/// Generous sizes are for what is on one machine as for what a provider looks after.
#[test]
fn a_database_is_as_large_on_the_machine_as_beside_it() {
    let base = &*SHIPPED;
    let text = "data: {model: relational, size_gb: 400, queries: complex}\n\
                availability: {downtime: hours}\n\
                traffic: {requests_per_month: 40000000, pattern: diurnal}\n\
                team: {stage: growth, operations: some, skills: [linux]}\n";
    let memory = |sizing: &str| {
        let [_, _, server] = priced(base, text, &[("assumptions.sizing", sizing)]);
        assert!(server.lines.iter().any(|line| line.part == "server"), "{server:?}");
        expected(&server)
    };
    assert!(memory("generous") > memory("needed") * number("1.5"));
}

/// What starts other programs shares no memory: four tasks of 8 GB take 32 GB, wherever they run.
#[test]
fn programs_that_are_started_share_no_memory() {
    let base = &*SHIPPED;
    let text = |needs: &str| {
        format!(
            "traffic: {{requests_per_month: 20000, pattern: bursty}}\n\
             compute: {{style: event-driven, average_duration_ms: 400000, memory_mb: 8192, \
             needs: [{needs}]}}\nclients: [backend]\ndata: {{model: none}}\n"
        )
    };
    let shared = priced(base, &text(""), &[]);
    let alone = priced(base, &text("other-processes"), &[]);
    // Lambda never shares: each task has its memory to itself.
    assert_eq!(expected(&shared[0]), expected(&alone[0]));
    for (shared, alone) in shared.iter().zip(&alone).skip(1) {
        assert!(expected(alone) > expected(shared) * number("1.5"));
    }
}

/// Whoever is told of a change has read it, as Firestore bills it.
#[test]
fn changes_that_clients_are_told_of_are_read() {
    let base = &*SHIPPED;
    let text = "traffic: {requests_per_month: 100000, pattern: diurnal}\n\
                compute: {style: realtime}\nteam: {stage: growth}\n";
    let reads = |pushes: &str| {
        let sets = [
            ("state.connections", "client-sync"),
            ("state.concurrent_connections", "2400"),
            ("data.model", "document"),
            ("data.reads_per_request", "1"),
            ("assumptions.average_connections", "1"),
            ("assumptions.pushes_per_minute", pushes),
            ("assumptions.firestore_location", "single-region"),
        ];
        item(base, &priced(base, text, &sets)[1], "firestore-reads")
    };
    assert_eq!(reads("0"), Decimal::ZERO);
    // 2,400 clients, five a minute, 43,800 minutes: 525.6 million; 1,520,833.33 of them free.
    assert_eq!(reads("5").round_dp(2), number("157.22"));
}

/// Messages of devices cost less by the million beyond a billion, and beyond five.
#[test]
fn many_messages_of_devices_cost_less_each() {
    let base = &*SHIPPED;
    let text = "clients: [iot]\nstate: {connections: broker}\n\
                traffic: {requests_per_month: 6000000000, pattern: steady}\n\
                compute: {style: event-driven}\n";
    for option in priced(base, text, &[]) {
        // A billion at 1.00 a million, four at 0.80, one at 0.70.
        assert_eq!(item(base, &option, "broker-messages"), number("4900"));
    }
}

/// What a private network sends and fetches goes through its gateway, and is paid for beside its hours.
#[test]
fn private_networks_are_paid_by_what_goes_through_them() {
    let base = &*SHIPPED;
    let text = "traffic: {requests_per_month: 3000000, pattern: diurnal}\n\
                compute: {style: request-response}\ndata: {model: relational}\n\
                team: {stage: growth, operations: some, skills: [aws]}\n\
                availability: {downtime: minutes}\n";
    let with = |control: &str, gb: &str| {
        let sets = [
            ("compliance.infrastructure_control", control),
            ("assumptions.nat_gb", gb),
            ("assumptions.server", "ec2"),
            ("assumptions.region", "us"),
        ];
        priced(base, text, &sets)[2].clone()
    };
    let through = |gb: &str| item(base, &with("shared", gb), "nat-data");
    assert_eq!(through("1000") - through("0"), number("45"));
    assert!(item(base, &with("provider-managed", "0"), "nat-data").is_zero());
}

/// The Realtime Database is paid by what it keeps and sends.
#[test]
fn another_database_of_firebase_can_be_priced() {
    let base = &*SHIPPED;
    let text = "traffic: {requests_per_month: 426000, pattern: bursty}\n\
                compute: {style: realtime}\nclients: [web]\n\
                data: {model: document, size_gb: 3, reads_per_request: 1}\n\
                state: {connections: client-sync}\n";
    let sets = [
        ("assumptions.firebase_database", "realtime"),
        ("assumptions.record_kb", "50"),
        ("assumptions.functions_share", "0"),
        ("assumptions.pushes_per_minute", "0"),
    ];
    let [_, firebase, _] = priced(base, text, &sets);
    // Two of three GB at 5 USD; of 21.3 GB sent, ten are free.
    assert_eq!(item(base, &firebase, "rtdb-storage"), number("10"));
    assert_eq!(item(base, &firebase, "rtdb-download"), number("11.3"));
    assert!(item(base, &firebase, "firestore-reads-multi").is_zero());
}

/// A container of so much memory holds a program that asks for so much.
#[test]
fn a_task_of_a_size_fits_a_container_of_it() {
    let base = &*SHIPPED;
    let text = "traffic: {pattern: rare}\nteam: {skills: [aws, containers], operations: some}\n\
                compute: {style: request-response, memory_mb: 512}\ndata: {model: none}\n";
    let sets = [
        ("assumptions.server", "fargate"),
        ("assumptions.runtime_mb", "400"),
        ("assumptions.processor", "x86"),
        ("assumptions.region", "us"),
    ];
    let [_, _, server] = priced(base, text, &sets);
    let task = server.lines.iter().find(|line| line.part == "containers").unwrap();
    assert!(task.cost.0 < number("13"), "{task:?}");
}

/// Who runs on Firebase today keeps relational data in its documents: to move it to a database with
/// tables is a rewrite, and no bill of what stays.
#[test]
fn what_runs_on_firebase_is_paid_by_the_record() {
    let base = RuleBase::shipped().unwrap();
    let text = "traffic: {requests_per_month: 3000000}\ndata: {model: relational, size_gb: 20, \
                reads_per_request: 500}\n";
    let of = |platform: &str| {
        let [_, firebase, _] = priced(&base, text, &[("current.platform", platform)]);
        firebase
    };
    let lines = |priced: &Priced| -> Vec<String> {
        let items = priced.lines.iter().filter_map(|line| match line.of {
            LineOf::Item(id) => Some(base.prices.item(id).id.clone()),
            LineOf::Machines { .. } => None,
        });
        items.collect()
    };
    let (new, today) = (lines(&of("none")), lines(&of("firebase")));
    assert!(new.iter().any(|it| it == "cloud-sql-storage"), "{new:?}");
    assert!(today.iter().any(|it| it == "firestore-reads-multi"), "{today:?}");
    assert!(!today.iter().any(|it| it.starts_with("cloud-sql")), "{today:?}");
}
