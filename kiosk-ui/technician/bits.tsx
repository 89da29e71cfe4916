// Small pieces of the technician's page: panels, troubles, times.
import type { ComponentChildren, JSX } from "preact";
import type { Both } from "../shared/i18n/both.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import type { Trouble } from "./api.ts";

export function Panel(props: { title: Both; class?: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class={`panel ${props.class ?? ""}`}>
      <h2>
        <Say class="inline" of={props.title} />
      </h2>
      {props.children}
    </section>
  );
}

/** What went wrong, and a way to try again. */
export function TroubleLine(props: { trouble: Trouble | null; onRetry?: () => void }): JSX.Element | null {
  const { trouble, onRetry } = props;
  if (trouble === null) return null;
  return (
    <div class="line line-trouble" role="alert">
      <span>
        <span aria-hidden="true">▲ </span>
        <Say class="inline" of={trouble.words} />
        {trouble.detail !== "" && <small class="trouble-detail">{trouble.detail}</small>}
      </span>
      {onRetry !== undefined && (
        <Press onPress={onRetry}>
          <Say class="inline" of={{ zh: "再试", en: "Retry" }} />
        </Press>
      )}
    </div>
  );
}

export function Quiet(props: { of: Both }): JSX.Element {
  return (
    <p class="quiet">
      <Say class="inline" of={props.of} />
    </p>
  );
}
