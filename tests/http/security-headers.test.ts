// The constant headers against helmet, which knows what belongs to them.
import helmet from "@fastify/helmet";
import fastify from "fastify";
import { expect, test } from "vitest";
import { SECURITY_HEADERS } from "../../controller/http/security-headers.ts";

test("the headers are those helmet gives for a hall's own pages over plain HTTP", async () => {
  const app = fastify();
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        mediaSrc: ["'self'", "data:", "blob:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'", "ws:", "wss:"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    strictTransportSecurity: false,
    originAgentCluster: false,
    crossOriginOpenerPolicy: false,
  });
  app.get("/", async () => "");
  const { headers } = await app.inject("/");
  const { "content-length": _length, "content-type": _type, date: _date, connection: _connection, ...given } = headers;
  expect(SECURITY_HEADERS).toEqual(given);
});
