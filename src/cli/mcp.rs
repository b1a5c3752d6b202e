//! `whereto mcp`: the same for coding assistants, by the Model Context Protocol over standard input
//! and output.
//!
//! A tool reads the files that its caller names in the folder of the server, and nothing is ever
//! written.

mod answering;
mod resources;
mod tools;

use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use rmcp::{
    ErrorData, ServerHandler, ServiceExt,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation,
        ListResourcesResult, ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams,
        ReadResourceResponse, ReadResourceResult, ResourceContents, ServerCapabilities,
        ServerConfig,
    },
    service::{RequestContext, RoleServer, ServerInitializeError},
    transport::stdio,
};
use whereto::problem::{
    Problems,
    text::{Look, render},
};

use self::answering::Answering;
use super::{Exit, arguments::Common, output::Output, rule_base, skill};

#[derive(Debug, Args)]
pub(crate) struct Mcp {}

/// Answers until the client hangs up.
pub(super) fn run(common: Common, output: &Output) -> anyhow::Result<Exit> {
    let base = rule_base::load(&common, output)?;
    let folder = std::env::current_dir().context("cannot tell which folder this is")?.into();
    let answering = Answering { base: Arc::new(base), common: Arc::new(common), folder };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = runtime.block_on(async {
        match answering.serve(stdio()).await {
            Ok(running) => running.waiting().await.map(|_| ()).context("the client was lost"),
            // It had nothing to ask.
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(error).context("the client does not speak as agreed"),
        }
    });
    ended.map(|()| Exit::Done)
}

impl ServerHandler for Answering {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().enable_resources().build();
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new("whereto", env!("CARGO_PKG_VERSION")))
            .with_instructions(skill::text(&self.base))
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(tools::all()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        let Some(answer) = tools::call_named(self, &request.name, arguments) else {
            let message = format!("there is no tool `{}`", request.name);
            return Err(ErrorData::invalid_params(message, None));
        };
        // What is wrong with the input is for the assistant to read and to put right.
        let result = match answer {
            Ok(text) => CallToolResult::success(vec![ContentBlock::text(text)]),
            Err(problems) => CallToolResult::error(vec![ContentBlock::text(words(&problems))]),
        };
        Ok(result.into())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(resources::all(&self.base)))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let uri = request.uri;
        match resources::read(self, &uri) {
            Some(Ok(text)) => {
                let contents = ResourceContents::text(text, uri).with_mime_type("text/markdown");
                Ok(ReadResourceResult::new(vec![contents]).into())
            }
            Some(Err(problems)) => Err(ErrorData::internal_error(words(&problems), None)),
            None => {
                let message = format!("there is no resource `{uri}`");
                Err(ErrorData::resource_not_found(message, None))
            }
        }
    }
}

fn words(problems: &Problems) -> String {
    render(problems, Look { styled: false, width: None })
}
