# syntax=docker/dockerfile:1
# The program alone, which needs no system around it:
#   docker run --rm -v "$PWD:/work" IMAGE check docs/decisions
FROM rust:1-alpine AS build
WORKDIR /source
COPY . .
RUN cargo build --locked --profile dist --features mcp && mv target/dist/whereto /whereto

FROM scratch
COPY --from=build /whereto /whereto
COPY LICENSE-APACHE LICENSE-MIT /
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/whereto"]
