# The node in an image, run by a user of its own. The build context is the root of the tree.
#   docker build -t dfs .                               from the sources
#   docker build -t dfs --build-arg FROM=checkout .     from the distribution that `mvn -pl node -am package` left here
#   docker run -p 8001:8001 -p 5001:5001 -v dfs-data:/data -e API_KEY=... -e AWS_ACCESS_KEY=... -e AWS_SECRET_KEY=... dfs
ARG FROM=sources

FROM eclipse-temurin:25-jdk AS sources
RUN apt-get update \
 && apt-get install --yes --no-install-recommends maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN DFS_NO_CLASS_CACHE=1 mvn -B -Dfast -DskipTests -pl node -am package \
 && mv node/target/dfs-*/ /opt/dfs

FROM eclipse-temurin:25-jre AS checkout
COPY node/target/dfs-*/ /opt/dfs/

FROM ${FROM} AS distribution

FROM eclipse-temurin:25-jre AS runtime
RUN groupadd --gid 10001 dfs \
 && useradd --uid 10001 --gid dfs --no-create-home --home-dir /data --shell /usr/sbin/nologin dfs \
 && mkdir /data && chown dfs:dfs /data
COPY --from=distribution /opt/dfs /opt/dfs
# The class cache fits one Java and the files it was made with: these.
RUN /opt/dfs/bin/dfs rehearse >/dev/null
ENV PATH=/opt/dfs/bin:$PATH \
    STORAGE_PATH=/data
USER dfs
VOLUME /data
EXPOSE 8001 5001
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["dfs", "status"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["dfs"]
CMD ["serve"]
