// Compiles the schema of a request when the first request of its route comes: hundreds at once would delay every start.
import { createRequire } from "node:module";
import type { FastifyServerOptions } from "fastify";

type Compilers = NonNullable<NonNullable<FastifyServerOptions["schemaController"]>["compilersFactory"]>;

/** What fastify asks of a compiler: one part (body, query, …) of one route. */
interface RoutePart {
  readonly schema: unknown;
  readonly method: string;
  readonly url: string;
  readonly httpPart?: string;
}
interface Check {
  (value: unknown): unknown;
  errors?: unknown;
}
type Compile = (part: RoutePart) => Check;
type BuildCompiler = (shared: unknown, options: unknown) => Compile;

/** Fastify's own compiler, the one it would load by itself; loaded with the first request that needs it. */
function fastifyCompiler(): BuildCompiler {
  const require = createRequire(createRequire(import.meta.url).resolve("fastify"));
  return (require("@fastify/ajv-compiler") as () => BuildCompiler)();
}

/** By default fastify strips unknown fields and turns "3" into 3: a wrong request must be refused instead. */
export const CHECK_OPTIONS = {
  removeAdditional: false,
  coerceTypes: false,
  useDefaults: false,
  allErrors: false,
} as const;

/** For `schemaController.compilersFactory`. That every schema does compile is for a test to say. */
export function schemaCompilers(): Compilers {
  let builder: BuildCompiler | null = null;
  const buildValidator: BuildCompiler = (shared, options) => {
    let compile: Compile | null = null;
    return (part) => {
      let compiled: Check | null = null;
      const ready = (): Check => {
        builder ??= fastifyCompiler();
        compile ??= builder(shared, options);
        compiled ??= compile(part);
        return compiled;
      };
      const check: Check = (value) => {
        const now = compiled ?? ready();
        const fits = now(value);
        check.errors = now.errors;
        return fits;
      };
      return check;
    };
  };
  // Answers are our own objects: they are written as they are, the schemas of answers are documentation.
  const buildSerializer = () => () => (data: unknown) => JSON.stringify(data);
  // Its types know the compilers it ships with, and no wrapper of them.
  return { buildValidator, buildSerializer } as unknown as Compilers;
}
