//! What keys and columns of known formats mean: a table.

use super::{LogFormat, Role, digits::Unit};

/// For what is in no unit, and is taken as it stands.
const UNITLESS: Unit = Unit::Bytes;

/// A format whose lines are JSON.
pub(super) struct KnownJson {
    pub(super) format: LogFormat,
    /// The keys by which a line is of this format.
    pub(super) needs: &'static [&'static str],
    /// What keys mean; of several with the same meaning the first that is there counts.
    pub(super) fields: &'static [(Role, &'static str, Unit)],
}

/// Formats whose lines are JSON. What a line is follows from its keys, the first here that fits.
pub(super) const JSON: &[KnownJson] = &[
    // https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#HttpRequest
    KnownJson {
        format: LogFormat::GoogleCloud,
        needs: &[".httpRequest.status"],
        fields: &[
            (Role::Time, ".timestamp", Unit::Seconds),
            (Role::Duration, ".httpRequest.latency", Unit::Seconds),
            (Role::Status, ".httpRequest.status", UNITLESS),
            (Role::Method, ".httpRequest.requestMethod", UNITLESS),
            (Role::Bytes, ".httpRequest.responseSize", Unit::Bytes),
            (Role::Cache, ".httpRequest.cacheHit", UNITLESS),
            // A load balancer leaves out what is false, and says who sent the response.
            (Role::Cache, ".jsonPayload.statusDetails", UNITLESS),
        ],
    },
    // https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
    KnownJson {
        format: LogFormat::Lambda,
        // What tells of a start or of a runtime alone has no billed duration.
        needs: &[".record.metrics.durationMs", ".record.metrics.billedDurationMs"],
        fields: &[
            (Role::Time, ".time", Unit::Seconds),
            (Role::Duration, ".record.metrics.durationMs", Unit::Milliseconds),
            (Role::Billed, ".record.metrics.billedDurationMs", Unit::Milliseconds),
            (Role::Start, ".record.metrics.initDurationMs", Unit::Milliseconds),
            (Role::MemorySize, ".record.metrics.memorySizeMB", Unit::Megabytes),
            (Role::Memory, ".record.metrics.maxMemoryUsedMB", Unit::Megabytes),
        ],
    },
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html; which
    // variables are logged is up to whoever set it up.
    KnownJson {
        format: LogFormat::ApiGateway,
        needs: &[".requestId", ".status", ".requestTime"],
        fields: API_GATEWAY,
    },
    KnownJson {
        format: LogFormat::ApiGateway,
        needs: &[".requestId", ".status", ".requestTimeEpoch"],
        fields: API_GATEWAY,
    },
    // https://caddyserver.com/docs/caddyfile/directives/log
    KnownJson {
        format: LogFormat::Caddy,
        needs: &[".request.method", ".duration", ".status"],
        fields: &[
            (Role::Time, ".ts", Unit::Seconds),
            (Role::Duration, ".duration", Unit::Seconds),
            (Role::Status, ".status", UNITLESS),
            (Role::Method, ".request.method", UNITLESS),
            (Role::Bytes, ".size", Unit::Bytes),
        ],
    },
    // https://doc.traefik.io/traefik/observe/logs-and-access-logs/
    KnownJson {
        format: LogFormat::Traefik,
        needs: &[".DownstreamStatus", ".Duration"],
        fields: &[
            (Role::Time, ".StartUTC", Unit::Seconds),
            (Role::Time, ".time", Unit::Seconds),
            (Role::Duration, ".Duration", Unit::Nanoseconds),
            (Role::Behind, ".OriginDuration", Unit::Nanoseconds),
            (Role::Status, ".DownstreamStatus", UNITLESS),
            (Role::Method, ".RequestMethod", UNITLESS),
            (Role::Bytes, ".DownstreamContentSize", Unit::Bytes),
        ],
    },
    // https://istio.io/latest/docs/tasks/observability/logs/access-log/
    KnownJson {
        format: LogFormat::Envoy,
        needs: &[".start_time", ".response_code", ".duration"],
        fields: &[
            (Role::Time, ".start_time", Unit::Seconds),
            (Role::Duration, ".duration", Unit::Milliseconds),
            (Role::Behind, ".upstream_service_time", Unit::Milliseconds),
            (Role::Status, ".response_code", UNITLESS),
            (Role::Method, ".method", UNITLESS),
            (Role::Bytes, ".bytes_sent", Unit::Bytes),
        ],
    },
    // https://nginx.org/en/docs/http/ngx_http_log_module.html; keys are named after variables.
    KnownJson {
        format: LogFormat::Nginx,
        needs: &[".status", ".request_time"],
        fields: &[
            (Role::Time, ".time_iso8601", Unit::Seconds),
            (Role::Time, ".time_local", Unit::Seconds),
            (Role::Time, ".msec", Unit::Seconds),
            (Role::Time, ".@timestamp", Unit::Seconds),
            (Role::Time, ".timestamp", Unit::Seconds),
            (Role::Time, ".time", Unit::Seconds),
            (Role::Duration, ".request_time", Unit::Seconds),
            (Role::Behind, ".upstream_response_time", Unit::Seconds),
            (Role::Status, ".status", UNITLESS),
            (Role::Method, ".request_method", UNITLESS),
            (Role::Method, ".method", UNITLESS),
            (Role::Method, ".request", UNITLESS),
            (Role::Bytes, ".bytes_sent", Unit::Bytes),
            (Role::Bytes, ".body_bytes_sent", Unit::Bytes),
            (Role::Cache, ".upstream_cache_status", UNITLESS),
        ],
    },
];

const API_GATEWAY: &[(Role, &str, Unit)] = &[
    (Role::Time, ".requestTimeEpoch", Unit::Milliseconds),
    (Role::Time, ".requestTime", Unit::Seconds),
    (Role::Duration, ".responseLatency", Unit::Milliseconds),
    (Role::Behind, ".integrationLatency", Unit::Milliseconds),
    (Role::Status, ".status", UNITLESS),
    (Role::Method, ".httpMethod", UNITLESS),
    (Role::Method, ".routeKey", UNITLESS),
    (Role::Bytes, ".responseLength", Unit::Bytes),
];

/// What the same services log beside requests: a line with all of the keys is passed over.
pub(super) const BESIDE: &[&[&str]] = &[
    &[".insertId", ".logName"],
    &[".logger", ".ts"],
    &[".type", ".record"],
    &[".type", ".record.requestId"],
    &[".type", ".record.initializationType"],
    &[".type", ".record.name"],
    &[".type", ".record.reason"],
];

/// Keys under which a line of another format is wrapped: by CloudWatch, and by containers.
pub(super) const WRAPPED: &[(&str, &str)] =
    &[(".message", ".timestamp"), (".@message", ".@timestamp"), (".log", ".time")];

/// What columns of the W3C format mean, whoever writes it; `time-taken` is in another unit at each.
pub(super) const W3C: &[(Role, &[u8])] = &[
    (Role::Status, b"sc-status"),
    (Role::Method, b"cs-method"),
    (Role::Bytes, b"sc-bytes"),
    (Role::Duration, b"time-taken"),
    (Role::Cache, b"x-edge-result-type"),
    (Role::Time, b"timestamp"),
];

/// The columns of CloudFront's logs, for parts of a log that come without their header.
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html>
pub(super) const CLOUDFRONT: &[u8] = b"#Fields: date time x-edge-location sc-bytes c-ip cs-method \
    cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) \
    x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken";
