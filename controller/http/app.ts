// The HTTP service: every route of the contract, one error shape, one guard. It never listens; the caller does.
import swagger from "@fastify/swagger";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  LogController,
  type RouteOptions,
} from "fastify";
import { accessRoutes } from "./access.ts";
import { guardRoutes } from "./access-guard.ts";
import { actionRoutes } from "./actions.ts";
import { alarmRoutes } from "./alarms.ts";
import { appointmentRoutes } from "./appointments.ts";
import { askPageRoutes } from "./ask-page.ts";
import { askingRoutes } from "./asking.ts";
import { boardRoutes } from "./board.ts";
import { callbackRoutes } from "./callbacks.ts";
import { caseRoutes } from "./cases.ts";
import { consoleRoutes } from "./console.ts";
import { deskRoutes } from "./desk.ts";
import { deviceRoutes } from "./devices.ts";
import { DOCS_HTML, DOCS_SCRIPT } from "./docs-page.ts";
import { eventRoutes } from "./events.ts";
import { evidenceRoutes } from "./evidence.ts";
import { healthRoutes } from "./health.ts";
import { importPreviewRoute } from "./import-preview.ts";
import { kioskRoutes } from "./kiosks.ts";
import { CHECK_OPTIONS, schemaCompilers } from "./lazy-schemas.ts";
import { leaseRoutes } from "./leases.ts";
import { loopRoutes } from "./loop.ts";
import { loopLedgerRoutes } from "./loop-ledger.ts";
import { messageRoutes } from "./messages.ts";
import { noticeRoutes } from "./notices.ts";
import { type OriginOptions, originGuard } from "./origin.ts";
import type { Ports } from "./ports.ts";
import { privacyRoutes } from "./privacy.ts";
import { answerUnknown, refuseRaw, sendError, sendProblem } from "./problems.ts";
import { ratingDeskRoutes } from "./rating-desk.ts";
import { ratingImportRoutes } from "./rating-import.ts";
import { ratingRoutes } from "./ratings.ts";
import { reachabilityRoutes } from "./reachability.ts";
import { replayRoutes } from "./replay.ts";
import { reportTableRoutes } from "./report-tables.ts";
import { reportRoutes } from "./reports.ts";
import { may } from "./rights.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { settingsRoutes } from "./settings.ts";
import { setupRoutes } from "./setup.ts";
import { shortCodeRoutes } from "./short-codes.ts";
import { soundRoutes } from "./sound.ts";
import { technicianRoutes } from "./technician.ts";
import { ReachChecks } from "./ticket-page/check.ts";
import { ticketPageRoutes } from "./ticket-page/routes.ts";
import { ticketRoutes } from "./tickets.ts";
import { upwardRoutes } from "./upward.ts";
import { windowRoutes } from "./windows.ts";

/** A body larger than this is refused before it is read. */
export const BODY_BYTES_MAX = 16 * 1024;
const HEADER_BYTES_MAX = 16 * 1024;
const URL_PART_CHARS_MAX = 100;
/** A request that has not arrived by then is cut off (slow loris). */
const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 20_000;
const KEEP_ALIVE_MS = 30_000;
const CONNECTIONS_MAX = 16_384;

export interface AppOptions extends OriginOptions {
  /** Version of the program, for the documentation. */
  readonly version: string;
  readonly logger?: FastifyBaseLogger;
  /** Told of every route as it is registered; for tests that walk them all. */
  readonly onRoute?: (route: RouteOptions) => void;
}

/** Puts the service together. `await app.ready()` or `app.listen()` starts it; `app.inject()` tests it. */
export async function buildApp(ports: Ports, options: AppOptions): Promise<FastifyInstance> {
  const app = newServer(options);
  const { onRoute } = options;
  if (onRoute !== undefined) app.addHook("onRoute", (route) => onRoute(route));
  const allowed = originGuard(options);
  // Hooks on the way of every request are plain calls: a promise each would cost more than they do.
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    if (allowed(request.raw)) done();
    else sendProblem(reply, "ORIGIN_FOREIGN");
  });
  guardRoutes(app, ports);
  answerUnknown(app);
  app.setErrorHandler((error: FastifyError, _request, reply) => sendError(error, reply));
  const checks = new ReachChecks();
  readJsonBodies(app);
  await app.register(swagger, { openapi: documentation(options.version) });
  await app.register(
    async (api) => {
      api.addHook("onRequest", (_request, reply, done) => {
        reply.header("cache-control", "no-store");
        done();
      });
      for (const routes of ROUTES) await api.register(routes(ports));
      await api.register(reachabilityRoutes(ports, checks));
    },
    { prefix: "/api/v1" },
  );
  healthRoutes(app, ports);
  await ticketPageRoutes(app, ports, checks);
  await askPageRoutes(app, ports);
  documentationRoutes(app);
  return app;
}

const ROUTES = [
  boardRoutes,
  appointmentRoutes,
  importPreviewRoute,
  deskRoutes,
  kioskRoutes,
  ticketRoutes,
  shortCodeRoutes,
  windowRoutes,
  consoleRoutes,
  noticeRoutes,
  messageRoutes,
  upwardRoutes,
  privacyRoutes,
  ratingRoutes,
  ratingDeskRoutes,
  ratingImportRoutes,
  askingRoutes,
  callbackRoutes,
  caseRoutes,
  deviceRoutes,
  alarmRoutes,
  loopLedgerRoutes,
  loopRoutes,
  eventRoutes,
  evidenceRoutes,
  reportRoutes,
  reportTableRoutes,
  actionRoutes,
  replayRoutes,
  technicianRoutes,
  settingsRoutes,
  setupRoutes,
  soundRoutes,
  accessRoutes,
  leaseRoutes,
] as const;

function newServer(options: AppOptions): FastifyInstance {
  const app = fastify({
    ...(options.logger === undefined ? { logger: false } : { loggerInstance: options.logger }),
    // One line per request would bury what staff and devices did.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: true,
    http: { maxHeaderSize: HEADER_BYTES_MAX, headersTimeout: HEADERS_MS_MAX },
    routerOptions: { maxParamLength: URL_PART_CHARS_MAX },
    ajv: { customOptions: CHECK_OPTIONS },
    schemaController: { compilersFactory: schemaCompilers() },
    clientErrorHandler: (error, socket) => refuseRaw(error.code, socket),
    frameworkErrors: (error, _request, reply) => void sendError(error as FastifyError, reply as never),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.server.maxConnections = CONNECTIONS_MAX;
  return app as unknown as FastifyInstance;
}

/** An empty body is no body, with or without a content type; a body of another type is refused. */
function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, text, done) => {
    if (text === "") done(null, undefined);
    else void parse(request, text as string, done);
  });
}

function documentation(version: string) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Hallkeeper",
      version,
      description:
        "政务服务大厅排队、叫号、评价服务。错误均为 application/problem+json，code 稳定不变；所有写操作接受 Idempotency-Key。 " +
        "Queue, calls and ratings of a service hall. Errors are application/problem+json with a stable code; " +
        "every write accepts Idempotency-Key.",
    },
  };
}

function documentationRoutes(app: FastifyInstance): void {
  const hidden = { ...may("public"), schema: { hide: true } };
  app.get("/openapi.json", hidden, async (_request, reply) => reply.send(app.swagger()));
  app.get("/docs", hidden, async (_request, reply) => reply.type("text/html; charset=utf-8").send(DOCS_HTML));
  app.get("/docs/docs.js", hidden, async (_request, reply) =>
    reply.type("text/javascript; charset=utf-8").send(DOCS_SCRIPT),
  );
}
