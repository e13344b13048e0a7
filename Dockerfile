# docker build -t tarbo .
# docker run -p 6379:6379 -e TARBO_PASSWORD=secret tarbo

FROM denoland/deno:debian-2.9.6 AS build
WORKDIR /build
COPY . .
RUN deno task compile && mkdir data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build --chown=65532:65532 /build/data /data
COPY --from=build /build/tarbo /usr/local/bin/tarbo
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 6379
STOPSIGNAL SIGTERM
# Takes port and password from the same TARBO_* variables as the server.
HEALTHCHECK --interval=10s --timeout=3s --start-period=2s CMD ["/usr/local/bin/tarbo", "ping"]
ENTRYPOINT ["/usr/local/bin/tarbo"]
