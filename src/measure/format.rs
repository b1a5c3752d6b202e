//! The formats of logs that are known.

use crate::words::worded;

worded! {
    /// A format of logs.
    pub enum LogFormat {
        /// Apache's and nginx' common and combined formats, with nginx' times behind them if there
        /// are; also ingress-nginx and Traefik.
        Combined = "combined",
        /// Application and Classic Load Balancers of AWS.
        LoadBalancer = "alb",
        /// CloudFront, tab-separated.
        CloudFront = "cloudfront",
        /// The W3C extended format of IIS, whose columns a line `#Fields:` names.
        W3c = "w3c",
        /// API Gateway's access logs in JSON.
        ApiGateway = "api-gateway",
        /// The REPORT lines of AWS Lambda, as text or in JSON.
        Lambda = "lambda",
        /// Google Cloud's request logs in JSON: Cloud Run, functions, load balancers.
        GoogleCloud = "google-cloud",
        /// Heroku's router.
        Heroku = "heroku",
        /// Caddy's access logs in JSON.
        Caddy = "caddy",
        /// Traefik's access logs in JSON.
        Traefik = "traefik",
        /// Envoy's and Istio's access logs in JSON.
        Envoy = "envoy",
        /// nginx' variables in JSON.
        Nginx = "nginx-json",
        /// Lines of JSON whose keys `--map` names.
        Json = "json",
        /// Columns that `--map` names by the header or by number.
        Columns = "columns",
    }
}
