# The node in an image, run by a user of its own. The build context is the root of the tree.
#   docker build -t dfs .     takes what `mvn -pl node -am package -DskipTests` left, else builds it
#   docker run -p 8001:8001 -p 5001:5001 -v dfs:/data dfs
# docker-compose.yml runs three of them.
FROM eclipse-temurin:25-jre-noble AS distribution
WORKDIR /src
COPY . .
RUN docker/distribution.sh /opt/dfs

FROM eclipse-temurin:25-jre-noble
COPY --from=distribution /opt/dfs /opt/dfs
# The class cache fits one Java and the files it was made with: these.
RUN /opt/dfs/bin/dfs rehearse >/dev/null
# Volumes begin as these folders are.
RUN groupadd --gid 10001 dfs \
 && useradd --uid 10001 --gid dfs --no-create-home --home-dir /data --shell /usr/sbin/nologin dfs \
 && install --directory --owner=dfs --group=dfs --mode=0700 /data /secrets \
 && install --directory --owner=dfs --group=dfs --mode=0755 /metrics-key
ENV PATH=/opt/dfs/bin:$PATH \
    STORAGE_PATH=/data
USER dfs
VOLUME /data
EXPOSE 8001 5001
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["dfs", "status"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["dfs"]
CMD ["serve"]
