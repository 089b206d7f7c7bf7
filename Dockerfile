# bindery alone: a static program with its fonts inside, on nothing.
#   docker build -t bindery .
#   docker run --rm -u "$(id -u):$(id -g)" -v "$PWD:/work" bindery article.md
FROM rust:1.95-alpine AS build
# A C compiler for ring. Alpine keeps one version of each package a release, so that none can be pinned.
# hadolint ignore=DL3018
RUN apk add --no-cache build-base ca-certificates
WORKDIR /src
COPY . .
RUN cargo build --release --locked && strip target/release/bindery

FROM scratch
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="bindery" \
      org.opencontainers.image.description="Markdown in, bound books out: an EPUB 3 and a typeset, tagged PDF" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.source="https://github.com/example/bindery" \
      org.opencontainers.image.licenses="(MIT OR Apache-2.0) AND OFL-1.1"
COPY --from=build /src/target/release/bindery /usr/bin/bindery
# For pictures on the web, which `--fetch` asks for.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/bindery/
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/bin/bindery"]
CMD ["--help"]
