# Builds Ironstead and lays its programs out; docker-compose.yml says which of them a container runs.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /ironstead
COPY . .
RUN ./ironstead --version && cp -a build/dist-*/ /programs

FROM eclipse-temurin:25-jdk
RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap curl nodejs python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /programs /programs
COPY docs/container.sh /container.sh
VOLUME /data
ENTRYPOINT ["sh", "/container.sh"]
