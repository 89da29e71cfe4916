// Announcements: clips of the hall's own vocabulary, what the pages that play them report, and what staff look at.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { EmptyBody } from "../contract/bodies.ts";
import { SoundOverview, SoundReportAnswer, SoundReportBody, SoundTestAnswer, SpeechQuery } from "../contract/sound.ts";
import type { Ports, SpeechAnswer } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";
import { TokenBuckets } from "./token-buckets.ts";

/** A page fetches a call's clips at once; a kiosk reads one sentence after the other. */
const SPEECH_RATE = { burst: 60, perSecond: 8 } as const;
/** Forty boards behind one address tell every 20 s that they are there, and report each call. */
const REPORT_RATE = { burst: 120, perSecond: 20 } as const;
const CHIME = "chime";
const DAY_SECONDS = 86_400;

export const soundRoutes =
  ({ sound, sources }: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const speeches = new TokenBuckets(SPEECH_RATE);
    const reports = new TokenBuckets(REPORT_RATE);
    const nowMs = () => sources.clock.nowMs();
    app.get(
      "/sound",
      {
        ...may("staff"),
        schema: { tags: ["sound"], response: answers(200, SoundOverview, "Zones, clips, and the last 100 calls") },
      },
      async (_request, reply) =>
        sound === undefined ? sendProblem(reply, "SOUND_ZONE_UNKNOWN") : reply.send(sound.overview()),
    );
    app.post(
      "/sound/:id/reports",
      {
        ...may("player", "board"),
        schema: {
          tags: ["sound"],
          params: IdParams,
          body: SoundReportBody,
          response: answers(200, SoundReportAnswer, "Whether this page is one that speaks"),
        },
      },
      async (request, reply) => {
        const seconds = reports.take(request.ip, nowMs());
        if (seconds > 0) return sendProblem(reply.header("retry-after", seconds), "REQUESTS_TOO_MANY");
        const told = sound?.report(request.params.id, request.body) ?? null;
        if (told === null) return sendProblem(reply, "SOUND_ZONE_UNKNOWN", request.params.id);
        return told === "full" ? sendProblem(reply, "PLAYERS_FULL", request.params.id) : reply.send(told);
      },
    );
    app.post(
      "/sound/:id/test",
      {
        ...may("supervisor", "technician"),
        schema: {
          tags: ["sound"],
          params: IdParams,
          body: EmptyBody,
          response: answers(200, SoundTestAnswer, "What came of it, once it was said or could not be"),
        },
      },
      async (request, reply) => {
        const running = sound?.test(request.params.id) ?? null;
        return running === null
          ? sendProblem(reply, "SOUND_ZONE_UNKNOWN", request.params.id)
          : reply.send(await running);
      },
    );
    const speak = async (address: string, text: string, language: string): Promise<SpeechAnswer | number> => {
      const seconds = speeches.take(address, nowMs());
      return seconds > 0 ? seconds : ((await sound?.speech(text, language)) ?? "unavailable");
    };
    const wav = { description: "audio/wav", content: { "audio/wav": { schema: Type.Unknown() } } };
    app.get(
      "/speech",
      {
        ...may("player", "board", "kiosk", "pad", "staff"),
        schema: { tags: ["sound"], querystring: SpeechQuery, response: { ...answers(200, Type.Any(), ""), 200: wav } },
      },
      async (request, reply) => {
        const { text, language = "zh-CN" } = request.query;
        const spoken = text === CHIME ? "unknown" : await speak(request.ip, text, language);
        return sendSpeech(reply, request.headers["if-none-match"], spoken);
      },
    );
    app.get(
      "/speech/chime",
      {
        ...may("player", "board", "kiosk", "pad", "staff"),
        schema: { tags: ["sound"], response: { ...answers(200, Type.Any(), ""), 200: wav } },
      },
      async (request, reply) =>
        sendSpeech(reply, request.headers["if-none-match"], await speak(request.ip, CHIME, "zh-CN")),
    );
  };

type Reply = Parameters<typeof sendProblem>[0];

function sendSpeech(reply: Reply, known: string | undefined, spoken: SpeechAnswer | number) {
  if (typeof spoken === "number") return sendProblem(reply.header("retry-after", spoken), "REQUESTS_TOO_MANY");
  if (spoken === "unknown") return sendProblem(reply, "SPEECH_UNKNOWN");
  if (spoken === "unavailable") return sendProblem(reply, "SPEECH_UNAVAILABLE");
  const tag = `"${spoken.tag}"`;
  // A recording may be put in at any time: asked again after a day, or at the next start of the page.
  reply.headers({ "cache-control": `private, max-age=${DAY_SECONDS}`, etag: tag });
  return known === tag ? reply.code(304).send() : reply.type("audio/wav").send(spoken.bytes);
}
