# Builds Ironstead and lays its programs out; docker-compose.yml says which of them a container runs.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /ironstead
COPY . .
RUN ./ironstead --version

FROM eclipse-temurin:25-jdk
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 python3-venv nodejs \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /ironstead /ironstead
ENV IRONSTEAD_BUILD=never
VOLUME /data
WORKDIR /ironstead
ENTRYPOINT ["./ironstead"]
