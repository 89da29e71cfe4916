// Bare control of a cold start: imports what the service imports before it listens, and answers one address.
import "@fastify/static";
import "@fastify/swagger";
import "better-sqlite3";
import "pino";
import "typebox";
import "ws";
import "yaml";
import fastify from "fastify";

const app = fastify();
app.get("/healthz", async () => ({ status: "ok" }));
await app.listen({ host: "127.0.0.1", port: Number(process.argv[2]) });
process.on("SIGTERM", () => process.exit(0));
