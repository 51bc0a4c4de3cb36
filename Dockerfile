FROM node:24-bookworm-slim AS build
WORKDIR /stockwire
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY apps apps
COPY libs libs
COPY tools tools
COPY bench bench
RUN npx nest build gateway && npm prune --omit=dev

FROM node:24-bookworm-slim
WORKDIR /stockwire
ENV NODE_ENV=production HOST=0.0.0.0 NODE_OPTIONS="--disable-warning=TimeoutNegativeWarning --max-semi-space-size=8" MALLOC_ARENA_MAX=1
COPY --from=build /stockwire/package.json ./
COPY --from=build /stockwire/node_modules node_modules
COPY --from=build /stockwire/dist dist
USER node
CMD ["node", "dist/apps/gateway/src/main.js"]
