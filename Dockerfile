# The ledger without its embedded servers: EVENTSTORE_URL and DATABASE_URL say where the real ones are. There is no build
# step, Node runs the TypeScript as it is. The version is the one that package.json pins.
FROM node:26.10.0-trixie-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# What is optional are the pinned Node, which this image has, and the embedded PostgreSQL, which it does not need.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-update-notifier

FROM node:26.10.0-trixie-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    LEDGER_DATA_DIR=/var/lib/ledger
# A new volume takes over the owner of the folder that it is mounted on.
RUN install --directory --owner=node --group=node --mode=0700 /var/lib/ledger
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY domain ./domain
COPY projections ./projections
COPY api ./api
COPY infra ./infra
COPY pricing ./pricing
USER node
VOLUME /var/lib/ledger
EXPOSE 8080
# Ready, and not only alive: a ledger whose feed has stopped, or that still reads its index, is not in order. Nothing
# restarts a container for that by itself, and a long rebuild is not disturbed.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.LEDGER_PRIVATE_PORT || process.env.PORT) + '/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As bin/ledger starts it, without a shell or npm in between, so that SIGTERM reaches Node and what was accepted is answered.
CMD ["node", "--max-old-space-size=384", "infra/main.ts", "serve"]
