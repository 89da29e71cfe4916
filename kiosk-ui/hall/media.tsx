// While nobody is called: the hall's own pictures and silent films, in turn. A call takes their place at once.
import { type ReadonlySignal, signal } from "@preact/signals";
import type { JSX } from "preact";

/** How often the list is asked for. */
const ASK_MS = 60_000;
const FILM = /\.(mp4|webm)$/i;

/** Names in the folder; empty until something is known, and whenever there is nothing. */
export function mediaList(): ReadonlySignal<readonly string[]> {
  const names = signal<readonly string[]>([]);
  const ask = (): void => {
    fetch("/media").then(
      async (answer) => {
        if (answer.ok) names.value = (await answer.json()) as readonly string[];
      },
      () => undefined, // What was known stays; the board itself says when the hall cannot be reached.
    );
  };
  ask();
  setInterval(ask, ASK_MS);
  return names;
}

/** Decoration: nothing that a person must know may stand in a picture alone. */
export function Media(props: { name: string }): JSX.Element {
  const source = `/media/${encodeURIComponent(props.name)}`;
  return FILM.test(props.name) ? (
    <video key={source} class="media" src={source} muted autoplay loop playsInline tabIndex={-1} />
  ) : (
    <img key={source} class="media" src={source} alt="" />
  );
}
